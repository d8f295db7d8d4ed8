import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('services');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

const proxy = readFileSync(join(import.meta.dirname, 'proxy.py'), 'utf8');
const indented = (text: string): string => text.replaceAll(/^/gm, '    ');

/** Three web servers, a client that is captured and one that is not. Each server answers with its own name. */
const pods = `
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports:
    - {name: by-name, port: 80, targetPort: http}
    - {name: by-number, port: 81, targetPort: 8080}
    - {name: talk, port: 82, targetPort: 8081, protocol: UDP}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: NodePort, selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: nobody}
spec: {selector: {app: shop, absent: very}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: each}
spec: {clusterIP: None, selector: {app: shop}, ports: [{name: web, port: 8080, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: away}
spec: {type: ExternalName, externalName: plain}
---
apiVersion: v1
kind: Service
metadata: {name: given}
spec: {ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: given-1, labels: {kubernetes.io/service-name: given}}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1]}]
ports: [{port: 9}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shop}
spec:
  replicas: 3
  serviceName: each
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: app
          image: outrider/demo:0.1
          command:
            - python3
            - -c
            - |
              import http.server, os, socket, threading
              class Name(http.server.BaseHTTPRequestHandler):
                  def do_GET(self):
                      self.send_response(200); self.end_headers()
                      self.wfile.write((socket.gethostname() + ' ' + self.client_address[0]).encode())
              def talk():
                  with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
                      server.bind(('', 8081))
                      while True:
                          client = server.recvfrom(100)[1]
                          server.sendto(socket.gethostname().encode(), client)
              threading.Thread(target=talk, daemon=True).start()
              http.server.ThreadingHTTPServer(('', 8080), Name).serve_forever()
          ports: [{name: http, containerPort: 8080}]
          readinessProbe:
            exec: {command: [test, '!', -e, /tmp/unready]}
            periodSeconds: 1
            timeoutSeconds: 60
            failureThreshold: 1
---
apiVersion: v1
kind: Pod
metadata: {name: plain}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - {name: app, image: "outrider/demo:0.1", command: [sleep, infinity]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: proxy}
data:
  proxy.py: |
${indented(proxy)}
---
apiVersion: v1
kind: Pod
metadata: {name: meshed, annotations: {outrider.dev/capture: "proxy: proxy"}}
spec:
  terminationGracePeriodSeconds: 1
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [python3, -u, /proxy/proxy.py]
      startupProbe: {tcpSocket: {port: 15001}, periodSeconds: 1}
      volumeMounts: [{name: proxy, mountPath: /proxy}]
  containers:
    - {name: app, image: "outrider/demo:0.1", command: [sleep, infinity]}
  volumes: [{name: proxy, configMap: {name: proxy}}]
`;

/** Runs Python in a pod's app; what it prints. */
async function python(pod: string, code: string, ...args: string[]): Promise<string> {
  const container = `${folder.project}_${pod}_app_0`;
  const { stdout } = await promisify(execFile)('docker', ['exec', container, 'python3', '-c', code, ...args]);
  return stdout.trim();
}

const ask = `
import sys, urllib.request
for _ in range(int(sys.argv[2])):
    try: print(urllib.request.urlopen(sys.argv[1], timeout=30).read().decode())
    except OSError as error: print(error)
`;

/** Who answered, so many times. */
const answers = async (pod: string, url: string, times: number): Promise<readonly string[]> =>
  (await python(pod, ask, url, String(times))).split('\n');
const names = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.split(' ')[0]!))].sort();

const lookUp = 'import socket, sys; print(*sorted(socket.gethostbyname_ex(sys.argv[1])[2]))';
/** Asks the resolver of the pod, and prints the code of the answer and its records. */
const dig = `
import random, socket, struct, sys
name, kind, over = sys.argv[1], int(sys.argv[2]), sys.argv[3]
label = lambda text: b''.join(bytes([len(part)]) + part.encode() for part in text.split('.') if part) + b'\\0'
ask = struct.pack('!6H', random.randrange(65536), 0x100, 1, 0, 0, 0) + label(name) + struct.pack('!2H', kind, 1)
server = ('127.0.0.11', 53)
if over == 'udp':
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(30); s.sendto(ask, server); got = s.recv(65535)
else:
    with socket.create_connection(server, 30) as s:
        s.sendall(struct.pack('!H', len(ask)) + ask)
        stream = s.makefile('rb'); got = stream.read(struct.unpack('!H', stream.read(2))[0])
def name_at(at):
    parts, end = [], None
    while True:
        size = got[at]
        if size >= 192: end = end or at + 2; at = struct.unpack('!H', got[at:at + 2])[0] & 0x3fff; continue
        if size == 0: return '.'.join(parts), end or at + 1
        parts.append(got[at + 1:at + 1 + size].decode()); at += 1 + size
_, flags, questions, count = struct.unpack('!4H', got[:8])
at, found = 12, []
for _ in range(questions): at = name_at(at)[1] + 4
for _ in range(count):
    at = name_at(at)[1]; kind, _, _, size = struct.unpack('!2HIH', got[at:at + 10]); at += 10
    if kind == 1: found.append(socket.inet_ntoa(got[at:at + 4]))
    elif kind in (5, 12): found.append(name_at(at)[0])
    elif kind == 33: found.append(str(struct.unpack('!H', got[at + 4:at + 6])[0]) + ' ' + name_at(at + 6)[0])
    at += size
print({0: 'ok', 2: 'failed', 3: 'none'}[flags & 15], *sorted(found))
`;
const types = { A: '1', CNAME: '5', PTR: '12', AAAA: '28', SRV: '33' } as const;
const asked = (pod: string, name: string, type: keyof typeof types, over = 'udp'): Promise<string> =>
  python(pod, dig, name, types[type], over);

const addresses = `
import socket, sys
found = socket.getaddrinfo(sys.argv[1], 80, socket.AF_INET, socket.SOCK_STREAM)
print(*sorted({one[4][0] for one in found}))
`;

async function inHolder(pod: string, ...argv: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', [
    'exec',
    `${folder.project}_${pod}_holder.0`,
    ...argv,
  ]);
  return stdout;
}

async function inGateway(...argv: string[]): Promise<string> {
  const name = `${folder.project}_shop-0_gateway.0`;
  return (await promisify(execFile)('docker', ['exec', name, ...argv])).stdout;
}

/** Who answered this machine on the port of the Service `outside`, so many times, each over a connection of its own. */
async function fromOutside(times: number): Promise<readonly string[]> {
  const name = `${folder.project}_shop-0_gateway.0`;
  const { stdout } = await promisify(execFile)('docker', ['port', name, '80/tcp']);
  const url = `http://127.0.0.1:${/:(\d+)$/m.exec(stdout)![1]}/`;
  const said: string[] = [];
  for (let count = 0; count < times; count++)
    said.push(await (await fetch(url, { headers: { connection: 'close' } })).text());
  return said;
}

/** Waits until the condition holds; the test's own limit ends the wait. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}

const everyShop = ['shop-0', 'shop-1', 'shop-2'];

it('a port of a Service leads to every ready pod and to no other, captured or not', async () => {
  const up = startOutrider(cli('up', folder.file(pods), '--output', 'json'));
  await up.seen('PodReady', undefined, 5);
  const ipOf = (pod: string): string =>
    up
      .events()
      .flatMap((event) => (event.type === 'SandboxReady' && event.pod === pod ? [event.ip] : []))[0]!;

  for (const client of ['plain', 'meshed']) {
    for (const url of ['http://shop/', 'http://shop:81/', 'http://shop.default.svc.cluster.local/'])
      expect([client, url, names(await answers(client, url, 40))]).toEqual([client, url, everyShop]);
    // The servers see who really calls.
    expect(await answers(client, 'http://shop/', 1)).toEqual([expect.stringContaining(` ${ipOf(client)}`)]);
    expect(await python(client, addresses, 'each')).toBe(everyShop.map(ipOf).sort().join(' '));
    expect(await python(client, lookUp, 'shop-1.each.default')).toBe(ipOf('shop-1'));
    expect(await answers(client, 'http://shop-2.each:8080/', 1)).toEqual([expect.stringMatching(/^shop-2 /)]);
  }
  const raw = await runOutrider(cli('capture', 'rules', 'plain', '--iptables'));
  expect(raw.stdout).toMatch(/^# plain: not captured\n[\s\S]*(OUTRIDER-SERVICES|outrider_services)/);
  // This machine reaches every pod where the engine has put the Service's port.
  expect(names(await fromOutside(40))).toEqual(everyShop);

  // A pod reaches itself through its Service.
  expect(names(await answers('shop-0', 'http://shop.default/', 40))).toEqual(everyShop);
  expect(await answers('plain', 'http://nobody/', 1)).toEqual([
    expect.stringContaining('Connection refused'),
  ]);
  expect(await answers('plain', 'http://shop:83/', 1)).toEqual([
    expect.stringContaining('Connection refused'),
  ]);

  const clusterIP = await python('plain', 'import os; print(os.environ["SHOP_SERVICE_HOST"])');
  expect(await python('plain', addresses, 'shop')).toBe(clusterIP);
  // The proxy sees what it sees on a cluster.
  await until(async () =>
    (await runOutrider(cli('logs', 'meshed', '-c', 'proxy'))).stdout.includes(`to ${clusterIP}:80`),
  );
  const shown = await runOutrider(cli('capture', 'rules', 'meshed'));
  expect(shown.stdout).toMatch(
    new RegExp(`nat SERVICES +default/shop:80 +\\d+ +\\d+ +to ${ipOf('shop-1')}:8080`),
  );

  // Who asks the resolver by itself is told what the DNS of a cluster tells.
  const ips = everyShop.map(ipOf).sort().join(' ');
  for (const client of ['plain', 'meshed'])
    for (const over of ['udp', 'tcp'])
      for (const [name, type, told] of [
        ['shop.default.svc.cluster.local', 'A', `ok ${clusterIP}`],
        ['shop.default.svc.cluster.local', 'AAAA', 'ok'],
        ['Each.default.svc.cluster.local', 'A', `ok ${ips}`],
        ['shop-1.each.default.svc.cluster.local', 'A', `ok ${ipOf('shop-1')}`],
        ['_by-name._tcp.shop.default.svc.cluster.local', 'SRV', 'ok 80 shop.default.svc.cluster.local'],
        [
          '_web._tcp.each.default.svc.cluster.local',
          'SRV',
          `ok ${everyShop.map((pod) => `8080 ${pod}.each.default.svc.cluster.local`).join(' ')}`,
        ],
        ['away.default.svc.cluster.local', 'A', `ok ${[ipOf('plain'), 'plain'].sort().join(' ')}`],
        [
          `${clusterIP.split('.').reverse().join('.')}.in-addr.arpa`,
          'PTR',
          'ok shop.default.svc.cluster.local',
        ],
        ['none.shop.default.svc.cluster.local', 'A', 'none'],
        ['default.svc.cluster.local', 'A', 'ok'],
        ['plain', 'A', `ok ${ipOf('plain')}`],
      ] as const)
        expect([client, over, name, type, await asked(client, name, type, over)]).toEqual([
          ...[client, over, name, type],
          told,
        ]);
  expect(await python('plain', lookUp, 'away')).toBe(ipOf('plain'));
  expect(await answers('plain', 'http://given/', 1)).toEqual([expect.stringContaining('Connection refused')]);
  expect(await inHolder('plain', 'iptables-save')).toContain('--to-destination 127.0.0.1:9');

  // Services are seen: where they are, what is behind them, and what is wrong.
  const { stdout: listed, stderr: found } = await runOutrider(cli('ps'));
  expect(listed).toMatch(
    new RegExp(`${folder.project} +shop +ClusterIP +${clusterIP} +80/TCP,81/TCP,82/UDP +3/3 +-`),
  );
  expect(listed).toMatch(/ outside +NodePort +[\d.]+ +80:\d+\/TCP +3\/3 /);
  expect(listed).toMatch(/ away +ExternalName +plain +- +- +-/);
  expect(found).toMatch(/^Service nobody leads nowhere: no pod of its namespace has app=shop, absent=very;/m);
  expect((await runOutrider(cli('why', 'shop'))).stdout).toMatch(
    new RegExp(`^Service shop has the address ${clusterIP}; 3 of 3 endpoints are ready\n  shop-0 \\(`),
  );
  const { stdout: json } = await runOutrider(cli('why', 'nobody', '--output', 'json'));
  expect(JSON.parse(json)).toMatchObject({ findings: [{ name: 'service-selects-nothing' }] });

  const talk = `
import socket, sys
said = set()
for _ in range(60):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(30); client.sendto(b'?', ('shop', 82)); said.add(client.recv(100).decode())
print(*sorted(said))
`;
  expect(await python('plain', talk)).toBe(everyShop.join(' '));

  await python('shop-1', "open('/tmp/unready', 'w')");
  await up.seen('PodNotReady');
  await until(async () =>
    up.events().some((event) => event.type === 'ServiceChanged' && event.message === 'lost shop-1'),
  );
  for (const client of ['plain', 'meshed'])
    await until(async () => !(await inHolder(client, 'iptables-save')).includes(`${ipOf('shop-1')}:8080`));
  for (const client of ['plain', 'meshed'])
    expect(names(await answers(client, 'http://shop/', 200))).toEqual(['shop-0', 'shop-2']);
  await until(async () => !(await inGateway('iptables-save')).includes(`${ipOf('shop-1')}:8080`));
  expect(names(await fromOutside(200))).toEqual(['shop-0', 'shop-2']);
  expect(await python('plain', addresses, 'each')).toBe(['shop-0', 'shop-2'].map(ipOf).sort().join(' '));
  expect(await asked('plain', 'each.default.svc.cluster.local', 'A')).toBe(
    `ok ${['shop-0', 'shop-2'].map(ipOf).sort().join(' ')}`,
  );

  // The pod that publishes need not be ready itself.
  await python('shop-0', "open('/tmp/unready', 'w')");
  await until(async () => !(await inGateway('iptables-save')).includes(`${ipOf('shop-0')}:8080`));
  expect(names(await fromOutside(20))).toEqual(['shop-2']);
  await python('shop-0', "import os; os.remove('/tmp/unready')");

  // What somebody removes comes back.
  await promisify(execFile)('docker', ['rm', '-f', `${folder.project}_shop-0_gateway.0`]);
  await until(async () => names(await fromOutside(20).catch(() => [])).join() === 'shop-0,shop-2');
  await inHolder(
    'plain',
    'sh',
    '-c',
    'iptables -t nat -F OUTRIDER-SERVICES; sed /shop/d /etc/hosts > /tmp/h; cat /tmp/h > /etc/hosts',
  );
  await until(async () => names(await answers('plain', 'http://shop/', 20)).join() === 'shop-0,shop-2');

  // The pod beside which the port is published goes, and the port stays.
  await runOutrider(cli('down', 'shop-0', '--grace-period', '0'));
  expect(names(await fromOutside(20))).toEqual(['shop-2']);
  const { stdout } = await runOutrider(cli('ps'));
  expect(stdout).toMatch(/outside +NodePort +\S+ +80:\d+\/TCP/);
  expect(stdout).not.toContain('shop-0');
  await runOutrider(cli('down', '--grace-period', '0'));
  expect((await up.ended).exitCode).not.toBeNull();
}, 300_000);
