import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { exportCompose } from '../../../../src/export/compose/export-compose.ts';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import { container, pod } from '../../../support/pods.ts';
import { lines } from '../../manifest/read-text.ts';

type Fields = Readonly<Record<string, unknown>>;
interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, Fields>>;
  readonly volumes?: Fields;
  readonly networks?: Fields;
  readonly configs?: Readonly<Record<string, { readonly content: string }>>;
}

const settings = { project: 'shop', image: 'tools:1', builds: false };

function exported(...pods: readonly Pod[]): ComposeFile {
  return parse(exportCompose(pods, settings).text) as ComposeFile;
}

function podsOf(text: string): readonly Pod[] {
  const { pods, diagnostics } = readManifests([{ file: 'f', text: lines(text) }]);
  if (pods.length === 0) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return pods;
}

const probe = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
};
const exec = { ...probe, handler: { type: 'exec', command: ['ask'] } } as const;
const http = {
  ...probe,
  handler: { type: 'httpGet', port: 15021, path: '/ready', scheme: 'HTTP', headers: [] },
} as const;
const sidecar = (name: string, more: object = {}) => container({ name, role: 'sidecar', ...more });

/** `SERVICE: OTHER condition, …` of every service that waits. */
function waits({ services }: ComposeFile): readonly string[] {
  return Object.entries(services).flatMap(([name, { depends_on: on }]) => {
    if (on === undefined) return [];
    const all = Object.entries(on as Readonly<Record<string, { readonly condition: string }>>);
    const words = all.map(([other, { condition }]) => `${other} ${condition.slice('service_'.length)}`);
    return [`${name}: ${words.join(', ')}`];
  });
}

describe('the order of a pod', () => {
  it('goes by what each container of the list of init containers has to be', () => {
    const file = exported(
      pod({
        initContainers: [
          sidecar('vpn', { startupProbe: exec }),
          container({ name: 'migrate', role: 'init' }),
          sidecar('plain'),
          sidecar('proxy', { startupProbe: http }),
        ],
        containers: [container({ name: 'app' }), container({ name: 'other' })],
      }),
    );
    expect(waits(file)).toEqual([
      'web-migrate: web-vpn healthy',
      'web-plain: web-migrate completed_successfully',
      'web-proxy: web-plain started',
      'web-proxy-started: web-proxy started',
      // The app also waits for the proxy itself: Compose ends services in the reverse order of what they wait for.
      'web-app: web-proxy started, web-proxy-started completed_successfully',
      'web-other: web-proxy started, web-proxy-started completed_successfully',
    ]);
  });

  it('has the rules before the proxy and the app, or after the init container that is named', () => {
    const [before, after] = ['', ', startAfter: first'].map((more) =>
      exported(
        ...podsOf(`
          apiVersion: v1
          kind: Pod
          metadata: {name: web, annotations: {outrider.dev/capture: "{proxy: proxy${more}}"}}
          spec:
            initContainers:
              - {name: first, image: i}
              - {name: proxy, image: i, restartPolicy: Always}
            containers: [{name: app, image: i}]
        `),
      ),
    );
    expect(waits(before!)).toEqual([
      'web-first: web-rules completed_successfully',
      'web-proxy: web-rules completed_successfully, web-first completed_successfully',
      'web-app: web-rules completed_successfully, web-proxy started',
    ]);
    expect(waits(after!)).toEqual([
      'web-rules: web-first completed_successfully',
      'web-proxy: web-rules completed_successfully, web-first completed_successfully',
      'web-app: web-rules completed_successfully, web-proxy started',
    ]);
  });

  it('begins when the other pods are what the pod waits for', () => {
    const db = pod({ name: 'db', containers: [container({ name: 'db', readinessProbe: exec })] });
    const api = pod({
      name: 'api',
      initContainers: [sidecar('proxy', { readinessProbe: http })],
      waitFor: [{ pod: 'db', until: 'healthy', optional: true, restart: true }],
    });
    const job = pod({
      name: 'job',
      waitFor: [
        { pod: 'api', until: 'ready' },
        { pod: 'db', until: 'completed' },
        { pod: 'db', container: 'db', until: 'started' },
      ],
    });
    const file = exported(job, api, db);
    expect(file.services['api']!['depends_on']).toEqual({
      'db-db': { condition: 'service_healthy', required: false, restart: true },
    });
    expect(waits(file)).toEqual(
      expect.arrayContaining([
        // The owner of its network asks the probes that go over it.
        expect.stringMatching(/^job: api healthy, api-app started, db-db started$/),
      ]),
    );
  });
});

describe('the owner of the network', () => {
  const file = exported(
    pod({
      name: 'web',
      containers: [
        container({
          name: 'app',
          ports: [
            { containerPort: 80, protocol: 'TCP', hostPort: 8080, hostIP: '127.0.0.1' },
            { containerPort: 53, protocol: 'UDP', hostPort: 0 },
            { containerPort: 81, protocol: 'TCP' },
            { containerPort: 82, protocol: 'TCP', hostPort: 1, hostIP: '::1' },
          ],
          readinessProbe: { ...http, handler: { ...http.handler, port: 80 } },
        }),
      ],
      network: {
        hostname: 'host',
        hostAliases: [{ ip: '10.9.8.7', hostnames: ['far'] }],
        dns: { nameservers: ['10.0.0.1'], searches: ['test'], options: ['ndots:3'] },
        aliases: ['web', 'web.default.svc'],
        sysctls: { 'net.core.somaxconn': '9' },
      },
    }),
  );
  const { web, 'web-app': app } = file.services;

  it('has the ports, names and DNS of the pod, which the others join', () => {
    expect(web).toMatchObject({
      image: 'tools:1',
      entrypoint: ['sleep', 'infinity'],
      cap_drop: ['ALL'],
      hostname: 'host',
      ports: ['127.0.0.1:8080:80', '53/udp', '[::1]:1:82'],
      networks: { default: { aliases: ['web.default.svc'] } },
      extra_hosts: ['far=10.9.8.7', 'host.docker.internal=host-gateway'],
      dns: ['10.0.0.1'],
      dns_search: ['test'],
      dns_opt: ['ndots:3'],
      sysctls: { 'net.core.somaxconn': '9' },
    });
    expect(app).toMatchObject({ network_mode: 'service:web', ipc: 'service:web' });
    expect(app).not.toHaveProperty('ports');
  });

  it('asks the probes that go over the network, so that no image needs a program for it', () => {
    expect(web!['healthcheck']).toMatchObject({
      test: ['CMD-SHELL', "curl -s -o /dev/null -m 1 -f -k 'http://127.0.0.1:80/ready'"],
      interval: '1s',
      retries: 3,
    });
    expect(app).not.toHaveProperty('healthcheck');
  });

  it('is on the networks that the pod names, which are declared', () => {
    const { services, networks } = exported(
      pod({
        engine: {
          networks: [
            { key: 'back', internal: true, subnets: [{ subnet: '10.7.0.0/24' }], ipv4Address: '10.7.0.9' },
            { key: 'far', name: 'theirs', external: true, aliases: ['w'] },
          ],
        },
      }),
    );
    expect(services['web']!['networks']).toEqual({
      back: { ipv4_address: '10.7.0.9', priority: 2 },
      far: { aliases: ['w'], priority: 1 },
    });
    expect(networks).toEqual({
      back: { internal: true, ipam: { config: [{ subnet: '10.7.0.0/24' }] } },
      far: { name: 'theirs', external: true },
    });
  });
});

describe('volumes', () => {
  const manifest = podsOf(`
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      securityContext: {fsGroup: 77}
      containers:
        - name: app
          image: i
          volumeMounts:
            - {name: conf, mountPath: /etc/app, readOnly: true}
            - {name: conf, mountPath: /one, subPath: b.txt}
            - {name: key, mountPath: /key}
            - {name: scratch, mountPath: /scratch}
            - {name: data, mountPath: /data}
            - {name: host, mountPath: /host}
      volumes:
        - name: conf
          configMap: {name: conf, items: [{key: a, path: d/a.txt, mode: 0600}, {key: b, path: b.txt}, {key: bin, path: bin}]}
        - {name: key, secret: {secretName: key}}
        - {name: scratch, emptyDir: {}}
        - {name: data, persistentVolumeClaim: {claimName: data}}
        - {name: host, hostPath: {path: /srv}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: conf}
    data: {a: "costs $5\\n", b: "b"}
    binaryData: {bin: AAEC}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: key}
    stringData: {key: s3cret}
  `);
  const file = exported(...manifest);

  it('get their files and modes from a service that runs once', () => {
    const script = (file.services['web-files']!['command'] as readonly string[])[0]!;
    expect(script.split('\n')).toEqual(
      expect.arrayContaining([
        'mkdir -p /volumes/conf/d',
        'cat /files/0 > /volumes/conf/d/a.txt; chmod 0600 /volumes/conf/d/a.txt; chgrp 77 /volumes/conf/d/a.txt; chmod g+r /volumes/conf/d/a.txt',
        expect.stringContaining('echo AAEC | base64 -d > /volumes/conf/bin'),
        'chmod 0777 /volumes/scratch; chgrp 77 /volumes/scratch; chmod g+rwxs /volumes/scratch',
        expect.stringMatching(/^if \[ -z "\$\$\(ls -A \/volumes\/data\)" \]; then chmod 0777/),
      ]),
    );
    expect(file.services['web-files']).toMatchObject({
      network_mode: 'none',
      volumes: expect.arrayContaining(['web-scratch:/volumes/scratch:nocopy', 'data:/volumes/data:nocopy']),
    });
    expect(waits(file)).toEqual(['web-app: web-files completed_successfully']);
  });

  it('are mounted as the pod has them; a file by itself is a config', () => {
    expect(file.services['web-app']).toMatchObject({
      group_add: ['77'],
      volumes: [
        { type: 'volume', source: 'web-conf', target: '/etc/app', read_only: true, volume: { nocopy: true } },
        { source: 'web-key', target: '/key', read_only: true },
        { source: 'web-scratch', target: '/scratch' },
        { source: 'data', target: '/data' },
        { type: 'bind', source: '/srv', target: '/host', bind: { create_host_path: true } },
      ],
      configs: [{ source: 'web-conf-2', target: '/one', mode: '0644' }],
    });
    expect(file.configs!['web-conf']!.content).toBe('costs $$5\n');
  });

  it('in memory are held by the owner of the network, so that they outlive who filled them', () => {
    expect(file.services['web']!['volumes']).toEqual(['web-key:/volumes/key']);
    expect(file.volumes).toEqual({
      'web-conf': {},
      'web-key': { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'mode=0777' } },
      'web-scratch': {},
      data: {},
    });
  });
});

describe('a container', () => {
  it('has its command, rights, limits and options, and every dollar doubled', () => {
    const file = exported(
      pod({
        restartPolicy: 'OnFailure',
        terminationGracePeriodSeconds: 7,
        shareProcessNamespace: true,
        containers: [
          container({
            name: 'app',
            command: ['sh', '-c'],
            args: ['echo $HOME $$'],
            env: [{ name: 'A', value: '$x', secret: false }],
            resources: { memoryBytes: 1024, nanoCpus: 5e8, cpuShares: 9 },
            securityContext: {
              runAsUser: 5,
              runAsGroup: 6,
              capabilitiesAdd: ['NET_RAW'],
              capabilitiesDrop: ['ALL'],
              readOnlyRootFilesystem: true,
              allowPrivilegeEscalation: false,
            },
            imagePullPolicy: 'Always',
            stopSignal: 'SIGINT',
            preStop: { type: 'exec', command: ['bye'] },
            readinessProbe: { ...exec, periodSeconds: 4, initialDelaySeconds: 2 },
            engine: {
              init: true,
              noEntrypoint: true,
              ulimits: [{ name: 'nofile', soft: 1, hard: 2 }],
              devices: [{ source: '/dev/a', target: '/dev/b', permissions: 'rw' }],
              groups: ['staff'],
            },
          }),
          container({ name: 'bare', engine: { noEntrypoint: true } }),
        ],
      }),
    );
    expect(file.services['web-app']).toEqual({
      image: 'outrider/demo:0.1',
      pull_policy: 'always',
      network_mode: 'service:web',
      ipc: 'service:web',
      pid: 'service:web',
      entrypoint: ['sh', '-c'],
      command: ['echo $$HOME $$$$'],
      environment: { A: '$$x' },
      user: '5:6',
      group_add: ['staff'],
      cap_add: ['NET_RAW'],
      cap_drop: ['ALL'],
      read_only: true,
      security_opt: ['no-new-privileges'],
      mem_limit: 1024,
      memswap_limit: 1024,
      cpus: 0.5,
      cpu_shares: 9,
      healthcheck: { test: ['CMD', 'ask'], interval: '4s', timeout: '1s', retries: 3, start_period: '2s' },
      pre_stop: [{ command: ['bye'] }],
      restart: 'on-failure',
      stop_signal: 'SIGINT',
      stop_grace_period: '7s',
      init: true,
      ulimits: { nofile: { soft: 1, hard: 2 } },
      devices: ['/dev/a:/dev/b:rw'],
    });
    expect(file.services['web-bare']!['entrypoint']).toEqual([]);
  });

  it('that takes the traffic runs under the ids that the rules exempt, and so does what asks', () => {
    const [one] = podsOf(`
      apiVersion: v1
      kind: Pod
      metadata: {name: web, annotations: {outrider.dev/capture: "{proxy: proxy, proxyUid: 7, proxyGid: 8}"}}
      spec:
        initContainers:
          - {name: proxy, image: i, restartPolicy: Always, startupProbe: {httpGet: {port: 15021}}}
        containers: [{name: app, image: i}]
    `);
    const { services } = exported(one!);
    expect(services['web-proxy']).toMatchObject({ user: '7:8', restart: 'always' });
    expect(services['web-proxy-started']).toMatchObject({ user: '0:8', network_mode: 'service:web' });
    expect(services['web']!['user']).toBe('0:8');
    expect(services['web-rules']).toMatchObject({ cap_drop: ['ALL'], cap_add: ['NET_ADMIN', 'NET_RAW'] });
  });
});

it('a health check that is left to the image is waited for as one of the file', () => {
  const own = (more: object) => ({ engine: { imageHealthcheck: more } });
  const file = exported(
    pod({
      name: 'api',
      initContainers: [sidecar('cache', own({ gates: true, intervalSeconds: 2, retries: 9 }))],
      waitFor: [{ pod: 'db', until: 'healthy' }],
    }),
    pod({ name: 'db', containers: [container({ name: 'db', ...own({ awaited: true }) })] }),
  );
  expect(waits(file)).toEqual(['api: db-db healthy', 'api-app: api-cache healthy']);
  expect(file.services['api-cache']!['healthcheck']).toEqual({ interval: '2s', retries: 9 });
  expect(file.services['db-db']).not.toHaveProperty('healthcheck');
});

describe('names', () => {
  it('are one for each service and volume', () => {
    const scratch = { name: 'b-c', type: 'emptyDir', medium: 'disk' } as const;
    const mount = [{ name: 'b-c', mountPath: '/x', readOnly: false }];
    const file = exported(
      pod({
        name: 'a',
        containers: [container({ name: 'b-c', volumeMounts: mount }), container({ name: 'files' })],
        volumes: [scratch],
      }),
      pod({
        name: 'a-b',
        containers: [container({ name: 'c', volumeMounts: [{ ...mount[0]!, name: 'c' }] })],
        volumes: [{ ...scratch, name: 'c' }],
      }),
      pod({ name: 'a-files' }),
    );
    expect(Object.keys(file.services).sort()).toEqual(
      [
        'a',
        'a-b',
        'a-files',
        'a-b-c',
        'a-files-2',
        'a-files-3',
        'a-b-c-2',
        'a-b-files',
        'a-files-app',
      ].sort(),
    );
    expect(Object.keys(file.volumes!)).toEqual(['a-b-c', 'a-b-c-2']);
  });
});

describe('what is lost', () => {
  it('is a comment at its service, and a note', () => {
    const { text, lost } = exportCompose(
      [
        pod({
          restartPolicy: 'Never',
          initContainers: [sidecar('proxy')],
          containers: [
            container({
              name: 'app',
              livenessProbe: exec,
              preStop: { type: 'sleep', seconds: 3 },
              env: [{ name: 'IP', podField: 'status.podIP' }],
            }),
          ],
        }),
      ],
      settings,
    );
    expect(lost).toEqual([
      'web: The sidecars run on when the apps have ended: `docker compose down` ends them.',
      'web-app: Its liveness probe is not asked: nothing that is unhealthy is started again.',
      'web-app: Its preStop hook (sleep) is not run: only commands are.',
      'web-app: IP is the name web, as the address is known only when it runs.',
    ]);
    expect(text).toContain(
      '\n  # Lost: Its liveness probe is not asked: nothing that is unhealthy is started again.\n',
    );
    expect(parse(text).services['web-app'].environment).toEqual({ IP: 'web' });
  });
});

it('a Service is a name of its pods, and its port leads to that of the pod', () => {
  const { text, lost } = exportCompose(
    podsOf(`
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        containers:
          - name: app
            image: i
            ports: [{name: http, containerPort: 8080}]
            env: [{name: URL, value: "http://$(SHOP_SERVICE_HOST)/"}]
      ---
      {apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {selector: {app: web}, ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 8080}]}}
    `),
    settings,
  );
  expect(lost).toEqual([expect.stringContaining('The variables of Services')]);
  const { services } = parse(text) as ComposeFile;
  const [script] = services['web-rules']!['command'] as readonly string[];
  expect(script).toContain('-p tcp --dport 80 -j REDIRECT --to-ports 8080');
  expect(script).not.toContain('--dport 8080');
  expect(services['web']!['networks']).toMatchObject({
    default: { aliases: expect.arrayContaining(['shop', 'shop.default.svc.cluster.local']) },
  });
  expect(services['web-app']!['environment']).toEqual({ URL: 'http://shop/' });
});

it('the file builds the image of the owner where it is asked to', () => {
  const { text } = exportCompose([pod()], { ...settings, builds: true });
  expect(parse(text).services.web).toMatchObject({
    image: 'tools:1',
    build: { dockerfile_inline: expect.stringContaining('iptables') },
  });
});

it('the file is read without an error by the reader of Compose files', () => {
  const { text } = exportCompose(
    podsOf(`
      services:
        app: {image: i, ports: ["1:2"], volumes: [/x], depends_on: {db: {condition: service_started}}}
        db: {image: i, network_mode: "service:app", configs: [{source: c, target: /c}]}
      configs: {c: {content: hello}}
    `),
    settings,
  );
  const { diagnostics } = readManifests([{ file: 'compose.yaml', text }]);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic)).toEqual([]);
});

it('hooks of several commands stay as they are, each with its user, folder and variables', () => {
  const hooks = {
    post_start: [
      { command: ['a', 'b'], user: 'nobody', working_dir: '/d', environment: ['X=1'] },
      { command: ['c'] },
    ],
    pre_stop: [{ command: ['e'] }],
  };
  const text = JSON.stringify({ services: { app: { image: 'i', ...hooks } } });
  expect(Object.values(exported(...podsOf(text)).services)).toContainEqual(expect.objectContaining(hooks));
});
