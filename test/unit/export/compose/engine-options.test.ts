import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { exportCompose } from '../../../../src/export/compose/export-compose.ts';
import { engineOptions } from '../../../../src/manifest/schema/engine.ts';
import type {
  ContainerEngineOptions,
  PodEngineNetwork,
  VolumeEngineOptions,
} from '../../../../src/pod/engine-options.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import { container, pod } from '../../../support/pods.ts';

/** Every option, and what it is in Compose's words. */
const ofContainers: Readonly<Record<string, readonly [ContainerEngineOptions, object]>> = {
  user: [{ user: 'me' }, { user: 'me' }],
  groups: [{ groups: ['mail'] }, { group_add: ['mail'] }],
  noEntrypoint: [{ noEntrypoint: true }, { entrypoint: [] }],
  init: [{ init: true }, { init: true }],
  volumesFrom: [{ volumesFrom: ['a:ro'] }, { volumes_from: ['container:a:ro'] }],
  apiSocket: [{ apiSocket: true }, { use_api_socket: true }],
  devices: [{ devices: [{ source: '/a', target: '/b', permissions: 'r' }] }, { devices: ['/a:/b:r'] }],
  deviceCgroupRules: [{ deviceCgroupRules: ['c 1:3 r'] }, { device_cgroup_rules: ['c 1:3 r'] }],
  securityOptions: [{ securityOptions: ['label=disable'] }, { security_opt: ['label=disable'] }],
  ulimits: [{ ulimits: [{ name: 'core', soft: 1, hard: 2 }] }, { ulimits: { core: { soft: 1, hard: 2 } } }],
  labels: [{ labels: { a: 'b' } }, { labels: { a: 'b' } }],
  runtime: [{ runtime: 'runc' }, { runtime: 'runc' }],
  platform: [{ platform: 'linux/arm64' }, { platform: 'linux/arm64' }],
  deviceRequests: [
    { deviceRequests: [{ count: -1, capabilities: ['gpu'] }] },
    { deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'], count: 'all' }] } } } },
  ],
  annotations: [{ annotations: { a: 'b' } }, { annotations: { a: 'b' } }],
  restartLimit: [{ restartLimit: 3 }, { restart: 'on-failure:3' }],
  ipc: [{ ipc: 'host' }, { ipc: 'host' }],
  uts: [{ uts: 'host' }, { uts: 'host' }],
  userns: [{ userns: 'host' }, { userns_mode: 'host' }],
  blockIo: [
    { blockIo: { weight: 3, writeBytes: [{ path: '/a', rate: 9 }] } },
    { blkio_config: { weight: 3, device_write_bps: [{ path: '/a', rate: 9 }] } },
  ],
  cpuRealtimePeriod: [{ cpuRealtimePeriod: 9 }, { cpu_rt_period: 9 }],
  cpuRealtimeRuntime: [{ cpuRealtimeRuntime: 9 }, { cpu_rt_runtime: 9 }],
  pid: [{ pid: 'host' }, { pid: 'host' }],
  cgroup: [{ cgroup: 'private' }, { cgroup: 'private' }],
  cgroupParent: [{ cgroupParent: 'x' }, { cgroup_parent: 'x' }],
  memoryReservationBytes: [{ memoryReservationBytes: 9 }, { mem_reservation: 9 }],
  memorySwapBytes: [{ memorySwapBytes: -1 }, { memswap_limit: -1 }],
  memorySwappiness: [{ memorySwappiness: 0 }, { mem_swappiness: 0 }],
  pids: [{ pids: 9 }, { pids_limit: 9 }],
  cpuset: [{ cpuset: '0' }, { cpuset: '0' }],
  oomScoreAdj: [{ oomScoreAdj: 9 }, { oom_score_adj: 9 }],
  oomKillDisable: [{ oomKillDisable: true }, { oom_kill_disable: true }],
  storageOptions: [{ storageOptions: { size: '1G' } }, { storage_opt: { size: '1G' } }],
  build: [
    { build: { context: '/c', target: 't', secrets: [{ id: 's', environment: 'E' }], always: true } },
    { build: { context: '/c', target: 't', secrets: [{ source: 's', target: 's' }] }, pull_policy: 'build' },
  ],
  watch: [
    {
      watch: [
        {
          ...{
            action: 'sync+exec',
            path: '/c',
            target: '/t',
            ignore: ['a'],
            include: ['b'],
            initialSync: true,
          },
          exec: { command: ['x'], user: '7', workingDir: '/w', env: ['A=b'] },
        },
      ],
    },
    {
      develop: {
        watch: [
          {
            ...{ action: 'sync+exec', path: '/c', target: '/t', ignore: ['a'], include: ['b'] },
            initial_sync: true,
            exec: { command: ['x'], user: '7', working_dir: '/w', environment: ['A=b'] },
          },
        ],
      },
    },
  ],
  imageHealthcheck: [{ imageHealthcheck: { retries: 9 } }, { healthcheck: { retries: 9 } }],
  logging: [
    { logging: { driver: 'local', options: { a: 'b' } } },
    { logging: { driver: 'local', options: { a: 'b' } } },
  ],
};

/** Options that are part of others. */
const otherwise: Readonly<Record<string, string>> = {
  postStart: 'it is a hook of the container by then',
  preStop: 'it is a hook of the container by then',
  startPeriodSeconds: 'a part of the health check',
  failsPod: 'Compose does so by itself',
};

const shape = engineOptions.shape;
const keysOf = (schema: unknown): readonly string[] =>
  Object.keys((schema as { readonly shape: object }).shape);
const recordOf = (record: unknown): unknown =>
  (record as { unwrap: () => { valueType: unknown } }).unwrap().valueType;

const parsed = (one: Pod) => parse(exportCompose([one], { project: 'p', image: 't', builds: false }).text);

it('there is a word of Compose for every option of a container', () => {
  const all = keysOf(recordOf(shape.containers));
  expect(all.filter((key) => !(key in ofContainers) && !(key in otherwise))).toEqual([]);
});

it.each(Object.entries(ofContainers))('%s of a container is exported', (_, [engine, fields]) => {
  const file = parsed(pod({ restartPolicy: 'OnFailure', containers: [container({ name: 'app', engine })] }));
  expect(file.services['web-app']).toMatchObject(fields);
});

it('a secret of a build is declared', () => {
  const build = { context: '/c', secrets: [{ id: 's', file: '/f' }] };
  const other = { context: '/c', secrets: [{ id: 's', environment: 'E' }] };
  const file = parsed(
    pod({
      containers: [
        container({ name: 'a', engine: { build } }),
        container({ name: 'b', engine: { build: other } }),
      ],
    }),
  );
  expect(file.secrets).toEqual({ s: { file: '/f' }, 's-2': { environment: 'E' } });
  expect(file.services['web-b'].build.secrets).toEqual([{ source: 's-2', target: 's' }]);
});

const ofNetworks: Readonly<Record<keyof PodEngineNetwork, PodEngineNetwork>> = {
  key: { key: 'n' },
  name: { name: 'x' },
  external: { external: true },
  aliases: { aliases: ['x'] },
  ipv4Address: { ipv4Address: '10.0.0.1' },
  ipv6Address: { ipv6Address: 'fd00::1' },
  linkLocalIps: { linkLocalIps: ['169.254.1.1'] },
  macAddress: { macAddress: '02:42:ac:11:65:43' },
  endpointOptions: { endpointOptions: { a: 'b' } },
  gatewayPriority: { gatewayPriority: 1 },
  driver: { driver: 'x' },
  driverOptions: { driverOptions: { a: 'b' } },
  internal: { internal: true },
  attachable: { attachable: true },
  ipv6: { ipv6: true },
  ipv4: { ipv4: false },
  ipamDriver: { ipamDriver: 'x' },
  ipamOptions: { ipamOptions: { a: 'b' } },
  subnets: { subnets: [{ subnet: '10.0.0.0/24', reserved: { a: '10.0.0.2' } }] },
  labels: { labels: { a: 'b' } },
};
const ofVolumes: Readonly<Record<keyof VolumeEngineOptions, VolumeEngineOptions>> = {
  name: { name: 'x' },
  external: { external: true },
  copyFromImage: { copyFromImage: true },
  mode: { mode: 0o700 },
  tmpfs: { tmpfs: 'size=9' },
  propagation: { propagation: 'rslave' },
  selinux: { selinux: 'z' },
  recursive: { recursive: 'disabled' },
  uid: { uid: 7 },
  gid: { gid: 7 },
  driver: { driver: 'x' },
  driverOptions: { driverOptions: { a: 'b' } },
  labels: { labels: { a: 'b' } },
};

it.each(Object.entries(ofNetworks))('%s of a network changes what is exported', (_, network) => {
  const exported = (one: PodEngineNetwork) => parsed(pod({ engine: { networks: [one] } }));
  expect(exported({ key: 'k', ...network })).not.toEqual(exported({ key: 'k' }));
});

it.each(Object.entries(ofVolumes))('%s of a volume changes what is exported', (key, engine) => {
  const file = { path: 'a', content: 'YQ==', mode: 0o644 };
  const volumes = (one: VolumeEngineOptions): Pod['volumes'] => [
    { name: 'v', type: 'persistent', claimName: 'c', readOnly: false, engine: one },
    { name: 'e', type: 'emptyDir', medium: 'memory', engine: one },
    { name: 'h', type: 'hostPath', path: '/h', create: true, engine: one },
    { name: 'f', type: 'files', medium: 'disk', secret: false, files: [file], engine: one },
  ];
  const mounts = ['v', 'e', 'h', 'f'].map((name) => ({ name, mountPath: `/${name}`, readOnly: false }));
  const exported = (one: VolumeEngineOptions) =>
    parsed(pod({ containers: [container({ name: 'app', volumeMounts: mounts })], volumes: volumes(one) }));
  expect([key, exported(engine)]).not.toEqual([key, exported({})]);
});
