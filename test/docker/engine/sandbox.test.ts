import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pod } from '../../../src/pod/model.ts';
import { withProjectNetwork } from '../../../src/pod/project-network.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, patience, script } from './lab.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
}, 30_000);

afterAll(() => lab.close(), 60_000);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString().trim();

async function inside({ engine }: LabPod, ...argv: string[]): Promise<string> {
  const { stdout } = await engine.inNamespace({ argv }, 5_000, patience);
  return text(stdout);
}

function named(name: string, more: Partial<Pod['network']> = {}): Pod {
  const base = pod();
  return pod({ name, network: { ...base.network, hostname: name, aliases: [name], ...more } });
}

describe('one pod', () => {
  let web: LabPod;

  beforeAll(async () => {
    const base = named('web', {
      aliases: ['web', 'shop'],
      hostAliases: [{ ip: '10.1.2.3', hostnames: ['db.example'] }],
      sysctls: { 'net.ipv4.ip_local_port_range': '20000 30000' },
    });
    web = await lab.up({
      ...base,
      containers: [
        container({
          name: 'app',
          ...script(
            `uname -n; python3 -c 'import socket; print(socket.gethostbyname("web"))'; cat /etc/hosts; echo $IP $HOST`,
          ),
          env: [
            { name: 'IP', podField: 'status.podIP' },
            { name: 'HOST', podField: 'status.hostIP' },
          ],
        }),
        container({ name: 'server', ...script('exec python3 -m http.server 8000 --bind 127.0.0.1') }),
      ],
    });
  }, 60_000);

  it('a container has the pod’s hostname, address and hosts', async () => {
    const said = await web.output('app');
    expect(said.split('\n').slice(0, 2)).toEqual(['web', web.address.ip]);
    expect(said).toMatch(/^10\.1\.2\.3\s+db\.example$/m);
    expect(said).toMatch(/host\.docker\.internal/);
    expect(said).toMatch(
      new RegExp(`^${web.address.ip.replaceAll('.', '\\.')} \\d+\\.\\d+\\.\\d+\\.1$`, 'm'),
    );
  });

  it('containers and commands in the namespace share loopback', async () => {
    await web.run('server');
    const ask = [
      'curl',
      '-s',
      '--retry-connrefused',
      '--retry',
      '50',
      '--retry-delay',
      '0',
      '--retry-max-time',
      '10',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      'http://127.0.0.1:8000/',
    ];
    const { stdout } = await web.engine.inNamespace({ argv: ask }, 15_000, patience);
    expect(text(stdout)).toBe('200');
  });

  it('the holder may change rules and has no other right', async () => {
    const status = await inside(web, 'sh', '-c', 'grep -E "Cap(Prm|Bnd)" /proc/self/status');
    expect(status.match(/[0-9a-f]{16}/g)).toEqual(['0000000000003000', '0000000000003000']);
    expect(
      await inside(web, 'sh', '-c', 'nft add table ip t && nft list tables && nft delete table ip t'),
    ).toContain('table ip t');
  });

  it('sysctls are the pod’s', async () => {
    expect(await inside(web, 'cat', '/proc/sys/net/ipv4/ip_local_port_range')).toBe('20000\t30000');
  });

  it('stdin, output, code, signal and deadline of a command in the namespace', async () => {
    const { engine } = web;
    const both = await engine.inNamespace(
      { argv: ['sh', '-c', 'cat; echo oops >&2; exit 4'], stdin: 'in' },
      5_000,
      patience,
    );
    expect([text(both.stdout), text(both.stderr), both.exitCode]).toEqual(['in', 'oops', 4]);
    await expect(engine.inNamespace({ argv: ['sleep', '60'] }, 100, patience)).resolves.toMatchObject({
      timedOut: true,
    });
    const missing = await engine.inNamespace({ argv: ['nope'] }, 5_000, patience);
    expect([missing.exitCode, text(missing.stderr)]).toEqual([undefined, expect.stringContaining('nope')]);
  });

  it('the runner comes back after its session was lost', async () => {
    await web.engine
      .inNamespace({ argv: ['pkill', '-KILL', '-f', 'outrider/agent'] }, 5_000, patience)
      .catch(() => {});
    expect(await inside(web, 'echo', 'back')).toBe('back');
  });

  it('another process that knows only the pod can run commands in it', async () => {
    const other = lab.engineFor(named('web'));
    const { stdout } = await other.inNamespace({ argv: ['uname', '-n'] }, 5_000, patience);
    expect(text(stdout)).toBe('web');
  });

  it('a second pod of that name is refused in words', async () => {
    await expect(lab.engineFor(named('web')).createSandbox(0, patience)).rejects.toMatchObject({
      code: 'held',
      message: 'another run of Outrider has made pod web',
    });
  });
});

describe('several pods', () => {
  it('that come up at once share one network and reach each other by name', async () => {
    const engines = ['one', 'two', 'three'].map((name) => lab.engineFor(named(name)));
    const ids = await Promise.all(engines.map((engine) => engine.createSandbox(0, patience)));
    const [one] = await Promise.all(engines.map((engine, at) => engine.startSandbox(ids[at]!.id, patience)));
    const networks = await lab.docker.listNetworks({
      filters: { label: [`dev.outrider.project=${lab.project}`] },
    });
    expect(networks.map(({ Name }) => Name)).toEqual([`outrider_${lab.project}`]);
    const { stdout } = await engines[1]!.inNamespace(
      { argv: ['ping', '-c1', '-W5', 'one'] },
      5_000,
      patience,
    );
    expect(text(stdout)).toMatch(new RegExp(`^PING one \\(${one!.ip.replaceAll('.', '\\.')}\\)`));
  }, 60_000);

  it('the network stays while a pod of the project is left, started or not', async () => {
    const waiting = lab.engineFor(named('waiting'));
    const { id } = await waiting.createSandbox(0, patience);
    await lab.engineFor(named('one')).removePod(patience);
    await lab.engineFor(named('two')).removePod(patience);
    await expect(waiting.startSandbox(id, patience)).resolves.toMatchObject({
      network: `outrider_${lab.project}`,
    });
    await waiting.removePod(patience);
  }, 60_000);

  it('a network that vanished before the start is made again', async () => {
    const other = await openLab();
    try {
      const engine = other.engineFor(named('late'));
      const { id } = await engine.createSandbox(0, patience);
      await other.docker.getNetwork(`outrider_${other.project}`).remove();
      await expect(engine.startSandbox(id, patience)).resolves.toMatchObject({
        ip: expect.stringMatching(/^\d/),
      });
    } finally {
      await other.close();
    }
  }, 60_000);
});

describe('published ports', () => {
  const publishing = (name: string, hostPort: number) =>
    pod({
      ...named(name),
      containers: [
        container({
          name: 'app',
          ...script('exec python3 -m http.server 8000'),
          ports: [{ containerPort: 8000, protocol: 'TCP', hostPort, hostIP: '127.0.0.1' }],
        }),
      ],
    });

  it('lead to the pod', async () => {
    const published = await lab.up(publishing('published', 0));
    await published.run('app');
    await published.engine.inNamespace(
      {
        argv: [
          'curl',
          '-s',
          '--retry-connrefused',
          '--retry',
          '50',
          '--retry-delay',
          '0',
          '--retry-max-time',
          '10',
          'http://127.0.0.1:8000/',
        ],
      },
      15_000,
      patience,
    );
    const { NetworkSettings } = await lab.docker.getContainer(published.sandbox).inspect();
    const port = Number(NetworkSettings.Ports['8000/tcp']![0]!.HostPort);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  }, 60_000);

  it('that are taken are named', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const engine = lab.engineFor(publishing('taken', port));
    const { id } = await engine.createSandbox(0, patience);
    await expect(engine.startSandbox(id, patience)).rejects.toMatchObject({
      code: 'port-taken',
      message: `cannot start: port ${port} of this machine is taken`,
    });
    server.close();
    await engine.removePod(patience);
  }, 60_000);
});

it('IPv6 is there when it was asked for', async () => {
  const other = await openLab();
  try {
    const engine = other.engineFor(withProjectNetwork(named('six'), { ipv6: true }));
    const { id } = await engine.createSandbox(0, patience);
    await engine.startSandbox(id, patience);
    const { stdout } = await engine.inNamespace(
      { argv: ['ip', '-6', '-o', 'addr', 'show', 'scope', 'global'] },
      5_000,
      patience,
    );
    expect(text(stdout)).toMatch(/inet6 fd[0-9a-f]{2}:/);
  } finally {
    await other.close();
  }
}, 60_000);
