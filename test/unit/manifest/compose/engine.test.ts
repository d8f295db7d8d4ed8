import { describe, expect, it } from '@jest/globals';
import type { Pod } from '../../../../src/pod/model.ts';
import { type Given, readProject } from './project-files.ts';

function podsOf(
  text: string,
  given: Given = {},
  more: Readonly<Record<string, string>> = {},
): readonly Pod[] {
  const { pods, diagnostics } = readProject({ c: text, ...more }, given);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return pods;
}

/** The pod of one service, from its fields in YAML. */
function podOf(fields: string, top = ''): Pod {
  return podsOf(`services: {app: {image: i, ${fields}}}\n${top}`)[0]!;
}

/** What is said of the health check is left out: no service here has one. */
const containerOf = (fields: string) => podOf(`${fields}, healthcheck: {disable: true}`).containers[0]!;

describe('what Kubernetes has no word for goes to the engine', () => {
  it.each([
    ['user: nobody', { user: 'nobody' }],
    ['user: "nobody:7"', { user: 'nobody:7' }],
    ['group_add: [mail, 7]', { groups: ['mail', '7'] }],
    ['entrypoint: []', { noEntrypoint: true }],
    ['init: true', { init: true }],
    [
      'devices: ["/dev/a:/dev/b:r", /dev/c]',
      {
        devices: [
          { source: '/dev/a', target: '/dev/b', permissions: 'r' },
          { source: '/dev/c', target: '/dev/c', permissions: 'rwm' },
        ],
      },
    ],
    ['security_opt: ["no-new-privileges:true"]', { securityOptions: ['no-new-privileges:true'] }],
    [
      'ulimits: {nproc: 5, nofile: {soft: 1, hard: 2}}',
      {
        ulimits: [
          { name: 'nproc', soft: 5, hard: 5 },
          { name: 'nofile', soft: 1, hard: 2 },
        ],
      },
    ],
    ['labels: {a: 1}', { labels: { a: '1' } }],
    ['mem_limit: 64m, memswap_limit: 96m', { memorySwapBytes: 96 * 2 ** 20 }],
    ['memswap_limit: -1', { memorySwapBytes: -1 }],
    ['mem_reservation: 8m', { memoryReservationBytes: 8 * 2 ** 20 }],
    ['pids_limit: 9', { pids: 9 }],
    ['deploy: {resources: {limits: {pids: 9}}}', { pids: 9 }],
    ['cpuset: "0"', { cpuset: '0' }],
    ['oom_score_adj: -5', { oomScoreAdj: -5 }],
    [
      'logging: {driver: local, options: {max-size: 1m}}',
      { logging: { driver: 'local', options: { 'max-size': '1m' } } },
    ],
    ['pid: host', { pid: 'host' }],
    ['ipc: host, uts: host, userns_mode: host', { ipc: 'host', uts: 'host', userns: 'host' }],
    ['platform: linux/arm64', { platform: 'linux/arm64' }],
    ['annotations: [a=b]', { annotations: { a: 'b' } }],
    ['gpus: all', { deviceRequests: [{ count: -1, capabilities: ['gpu'] }] }],
    [
      'gpus: [{driver: d, count: 2, options: {a: 1}}]',
      { deviceRequests: [{ driver: 'd', count: 2, capabilities: ['gpu'], options: { a: '1' } }] },
    ],
    [
      'deploy: {resources: {reservations: {devices: [{capabilities: [gpu, tpu], device_ids: ["0"]}]}}}',
      { deviceRequests: [{ ids: ['0'], capabilities: ['gpu', 'tpu'] }] },
    ],
    ['restart: "on-failure:3"', { restartLimit: 3 }],
    ['deploy: {restart_policy: {condition: on-failure, max_attempts: 2}}', { restartLimit: 2 }],
    ['restart: "on-failure:5", deploy: {restart_policy: {max_attempts: 2}}', { restartLimit: 2 }],
    [
      'post_start: [{command: a b}, {command: [c], user: 5, working_dir: /d, environment: [E=1]}]',
      { postStart: [{ command: ['a', 'b'] }, { command: ['c'], user: '5', workingDir: '/d', env: ['E=1'] }] },
    ],
    ['pre_stop: [{command: a}]', { preStop: [{ command: ['a'] }] }],
    [
      'blkio_config: {weight: 300, device_write_bps: [{path: /dev/a, rate: 1mb}]}',
      { blockIo: { weight: 300, writeBytes: [{ path: '/dev/a', rate: 2 ** 20 }] } },
    ],
    ['cpu_rt_runtime: 95000, cpu_rt_period: 1400us', { cpuRealtimeRuntime: 95_000, cpuRealtimePeriod: 1400 }],
  ])('%s', (fields, engine) => {
    expect(containerOf(fields).engine).toEqual(engine);
  });

  it('and what it has one for does not', () => {
    expect(containerOf('user: "7:8", mem_limit: 64m, cpus: 0.5, cap_add: [A]').engine).toBeUndefined();
    expect(containerOf('cpu_quota: 50000').resources.nanoCpus).toBe(500_000_000);
    expect(containerOf('cpu_shares: 512').resources.cpuShares).toBe(512);
    expect(podOf('dns_opt: ["ndots:2", use-vc]').network.dns.options).toEqual(['ndots:2', 'use-vc']);
  });

  it('also what is the pod’s own', () => {
    expect(
      podOf('hostname: My_host.x, domainname: d, shm_size: 8m, mac_address: "02:42:ac:11:65:43"').engine,
    ).toEqual({
      hostname: 'My_host.x',
      domainname: 'd',
      shmBytes: 8 * 2 ** 20,
      macAddress: '02:42:ac:11:65:43',
    });
    expect(podOf('ports: ["8000-8009:80"]').engine).toEqual({ portRanges: { '80/tcp': '8000-8009' } });
  });
});

it('a service is found by its own name, its container_name, its aliases and what links call it', () => {
  const [database] = podsOf(`
    services:
      my_db: {image: i, container_name: the-db, networks: {default: {aliases: [db.test]}}}
      app: {image: i, links: ["my_db:store"]}
  `);
  expect(database!.network.aliases).toContain('my-db');
  expect(database!.engine).toEqual({
    aliases: ['my_db', 'the-db', 'store'],
    networks: [{ aliases: ['db.test'] }],
  });
});

it('a service is on the networks that it names', () => {
  const networks = `networks:
  front: {internal: true, ipam: {config: [{subnet: 10.9.0.0/24}]}}
  theirs: {external: true}
  named: {external: true, name: other}
`;
  const pod = podOf('networks: {front: {ipv4_address: 10.9.0.7}, theirs: , named: , default: }', networks);
  expect(pod.engine!.networks).toEqual([
    { key: 'front', internal: true, subnets: [{ subnet: '10.9.0.0/24' }], ipv4Address: '10.9.0.7' },
    { key: 'theirs', name: 'theirs', external: true },
    { key: 'named', name: 'other', external: true },
    {},
  ]);
  expect(podOf('networks: [default]').engine).toBeUndefined();
  expect(podOf('tty: true', 'networks: {default: {name: own}}').engine!.networks).toEqual([
    { key: 'default', name: 'own' },
  ]);
});

it('a volume is the one that it says, filled from the image unless told otherwise', () => {
  const pod = podOf(
    'volumes: ["a:/a", "b:/b:nocopy", "c:/c", /d]',
    'volumes: {a: {external: true}, b: {name: own}, c: {driver_opts: {type: tmpfs}, external: false}}',
  );
  const engines = pod.volumes.map((volume) => ('engine' in volume ? volume.engine : undefined));
  expect(engines).toEqual([
    { name: 'a', external: true, copyFromImage: true },
    { name: 'own', mode: 0o755 },
    { driverOptions: { type: 'tmpfs' }, copyFromImage: true },
    { copyFromImage: true },
  ]);
});

it('configs and secrets are files with their content, wherever it comes from', () => {
  const [pod] = podsOf(
    `
      services:
        app: {image: i, secrets: [token, {source: word, target: w, mode: 0400}], configs: [{source: conf, target: /etc/c}]}
      secrets: {token: {file: t.txt}, word: {environment: WORD}}
      configs: {conf: {content: "a=\${WORD}"}}
    `,
    { environment: { WORD: 'w0rd' } },
    { 't.txt': 't0ken' },
  );
  const files = pod!.volumes.flatMap((volume) =>
    volume.type === 'files' ? [{ ...volume.files[0]!, medium: volume.medium }] : [],
  );
  const text = (content: string) => Buffer.from(content, 'base64').toString();
  expect(files.map(({ content, mode, medium }) => `${text(content)} ${mode.toString(8)} ${medium}`)).toEqual([
    'a=w0rd 444 disk',
    't0ken 444 memory',
    'w0rd 400 memory',
  ]);
  expect(
    pod!.containers[0]!.volumeMounts.map(({ mountPath, readOnly }) => `${mountPath} ${readOnly}`),
  ).toEqual(['/etc/c true', '/run/secrets/token true', '/run/secrets/w true']);
});

it('a service that is scaled is as many pods under one name', () => {
  const pods = podsOf('services: {app: {image: i, scale: 2}}');
  expect(pods.map(({ name }) => name)).toEqual(['app-1', 'app-2']);
  expect(pods.map(({ engine }) => engine!.aliases)).toEqual([['app'], ['app']]);
  expect(podsOf('services: {app: {image: i, scale: 0}, b: {image: i}}').map(({ name }) => name)).toEqual([
    'b',
  ]);
});

describe('mounts', () => {
  const volumesOf = (volumes: string) =>
    podOf(volumes).volumes.map((one) => ({ ...one, name: undefined, engine: one.engine }));

  it('a tmpfs is each container’s own, with every option that is given', () => {
    expect(
      volumesOf(
        'tmpfs: [/a, "/b:size=1m,mode=755,uid=33,exec"], volumes: [{type: tmpfs, target: /c, tmpfs: {size: 2m, mode: 0700}}]',
      ).map(({ engine }) => engine),
    ).toEqual([
      { tmpfs: 'size=2097152,mode=700' },
      { tmpfs: '' },
      { tmpfs: 'size=1048576,mode=755,uid=33,exec' },
    ]);
  });

  it('a folder of the machine is mounted as the file says, and one that is mounted in two ways is both', () => {
    expect(
      volumesOf(
        'volumes: [/a:/a, "/a:/b:ro,z,rslave", {type: bind, source: /a, target: /c, bind: {recursive: disabled}}]',
      ).map(({ engine }) => engine),
    ).toEqual([undefined, { propagation: 'rslave', selinux: 'z' }, { recursive: 'disabled' }]);
  });

  it('an anonymous volume has the labels that its mount gives it', () => {
    expect(
      volumesOf('volumes: [{type: volume, target: /a, volume: {labels: {l: 1}}}]').map(
        ({ engine }) => engine,
      ),
    ).toEqual([{ labels: { l: '1' }, copyFromImage: true }]);
  });
});

describe('a service that joins the network of another one', () => {
  const joined = (fields: string) =>
    readProject({
      c: `services:\n  app: {image: i}\n  guest: {image: i, network_mode: "service:app", ${fields}}\n`,
    });

  it.each([
    ['hostname: h', 'hostname'],
    ['dns: 10.0.0.1', 'dns'],
    ['extra_hosts: ["a:10.0.0.1"]', 'extra_hosts'],
    ['mac_address: "02:42:ac:11:65:43"', 'mac_address'],
  ])('cannot say %s of it, as the engine has it', (fields, key) => {
    const { diagnostics, pods } = joined(fields);
    expect(diagnostics).toMatchObject([
      { severity: 'error', line: 3, message: `${key} belongs to the network of app: give it there` },
    ]);
    expect(pods).toEqual([]);
  });

  it('is told what has no effect there, and sets its sysctls for both', () => {
    const { diagnostics, pods } = joined('dns_search: a.test, sysctls: {net.core.somaxconn: 9}');
    expect(diagnostics.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'warning ignored here: dns_search, as the network is that of app',
    ]);
    expect(pods[0]!.network.sysctls).toEqual({ 'net.core.somaxconn': '9' });
  });
});

it.each([
  ['restart: always, deploy: {restart_policy: {condition: none}}', 'Never'],
  ['deploy: {restart_policy: {condition: unless-stopped}}', 'Always'],
  ['deploy: {restart_policy: {condition: on-failure}}', 'OnFailure'],
  ['deploy: {restart_policy: {delay: 1s}}', 'Always'],
  ['restart: unless-stopped', 'Always'],
])('%s is the restart policy %s', (fields, policy) => {
  expect(podOf(fields).restartPolicy).toBe(policy);
});

it('replicas share a range of ports, from which each gets one that is free', () => {
  const pods = podsOf('services: {app: {image: i, scale: 2, ports: ["6005-6015:80"]}}');
  expect(
    pods.map(({ containers, engine }) => [containers[0]!.ports[0]!.hostPort, engine?.portRanges]),
  ).toEqual([
    [0, { '80/tcp': '6005-6015' }],
    [0, { '80/tcp': '6005-6015' }],
  ]);
});

it('a service starts after those whose volumes it has', () => {
  const pods = podsOf(`
    services:
      app: {image: i, volumes_from: ["db:ro"]}
      db: {image: i, volumes: [/data]}
  `);
  expect(pods.map(({ name, waitFor }) => [name, waitFor])).toEqual([
    ['app', [{ pod: 'db', until: 'started' }]],
    ['db', undefined],
  ]);
});

it('a file whose services all have a profile says which ones', () => {
  const { diagnostics } = readProject({
    c: 'services:\n  a: {image: i, profiles: [x]}\n  b: {image: i, profiles: [y]}\n',
  });
  expect(diagnostics).toMatchObject([
    {
      severity: 'error',
      line: 1,
      message: 'every service has a profile, and none is asked for: --profile x or y',
    },
  ]);
});
