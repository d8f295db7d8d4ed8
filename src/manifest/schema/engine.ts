import * as z from 'zod';
import { watchActions } from '../../pod/file-watch.ts';
import { honoured, named, required } from './fidelity.ts';
import { flag, text, texts } from './scalars.ts';

const pairs = z.record(z.string(), z.string());
const whole = z.int();

const network = z.object({
  key: honoured(text, 'without it, the network of the project'),
  name: honoured(text, 'as the engine calls it; else it is named after project and key'),
  external: honoured(flag, 'it must be there, and stays'),
  aliases: honoured(texts),
  ipv4Address: honoured(text),
  ipv6Address: honoured(text),
  driver: honoured(text),
  driverOptions: honoured(pairs),
  internal: honoured(flag),
  attachable: honoured(flag),
  ipv6: honoured(flag),
  linkLocalIps: honoured(texts),
  macAddress: honoured(text),
  endpointOptions: honoured(pairs, 'for the driver, about this pod'),
  gatewayPriority: honoured(whole, 'engines from 28 on'),
  ipv4: honoured(flag, 'engines from 28 on'),
  ipamDriver: honoured(text),
  ipamOptions: honoured(pairs),
  subnets: honoured(
    z.array(
      z.object({
        subnet: honoured(text),
        gateway: honoured(text),
        ipRange: honoured(text),
        reserved: honoured(pairs, 'addresses that no pod gets'),
      }),
    ),
  ),
  labels: honoured(pairs),
});

const step = z.object({
  command: required(texts),
  user: honoured(text),
  workingDir: honoured(text),
  env: honoured(texts, '`NAME=VALUE`'),
});
const steps = z.array(step);

const namespace = z.union([z.literal('host'), z.templateLiteral(['container:', z.string()])]);

const rates = z.array(z.object({ path: required(text), rate: required(whole) }));

const ulimits = z.array(z.object({ name: required(text), soft: required(whole), hard: required(whole) }));

const imageBuild = z.object({
  context: required(text, 'an absolute path, or an address'),
  dockerfile: honoured(text),
  dockerfileInline: honoured(text),
  args: honoured(pairs),
  target: honoured(text),
  labels: honoured(pairs),
  tags: honoured(texts),
  cacheFrom: honoured(texts),
  cacheTo: honoured(texts, 'needs BuildKit'),
  noCache: honoured(flag),
  pull: honoured(flag),
  network: honoured(text),
  shmBytes: honoured(whole),
  ulimits: honoured(ulimits),
  extraHosts: honoured(texts, '`HOST=IP`'),
  ssh: honoured(texts, 'needs BuildKit'),
  secrets: honoured(
    z.array(z.object({ id: required(text), file: honoured(text), environment: honoured(text) })),
    'needs BuildKit',
  ),
  additionalContexts: honoured(pairs, 'needs BuildKit'),
  always: honoured(flag, 'at each `up`'),
});

const fileWatch = z.object({
  action: required(z.enum(watchActions)),
  path: required(text, 'an absolute path'),
  target: honoured(text, 'the place in the container'),
  ignore: honoured(texts, 'in the syntax of `.dockerignore`'),
  include: honoured(texts),
  initialSync: honoured(flag, 'every file is copied at the beginning'),
  exec: honoured(step, 'the command of `sync+exec`'),
});

const container = z.object({
  user: honoured(text, '`NAME[:GROUP]`, looked up in the image'),
  groups: honoured(texts, 'by name or number'),
  noEntrypoint: honoured(flag, 'the image’s entry point is left out'),
  init: honoured(flag, 'the engine’s init is process 1'),
  devices: honoured(
    z.array(z.object({ source: required(text), target: required(text), permissions: required(text) })),
  ),
  deviceCgroupRules: honoured(texts),
  securityOptions: honoured(texts),
  ulimits: honoured(ulimits),
  labels: honoured(pairs),
  runtime: honoured(text),
  platform: honoured(text, 'of the image'),
  deviceRequests: honoured(
    z.array(
      z.object({
        driver: honoured(text),
        count: honoured(whole, '-1 for all'),
        ids: honoured(texts),
        capabilities: required(texts),
        options: honoured(pairs),
      }),
    ),
    'such as GPUs',
  ),
  annotations: honoured(pairs, 'for the runtime; engines from 24 on'),
  restartLimit: honoured(whole, 'how often it is started again under `OnFailure`'),
  postStart: honoured(steps, 'instead of `lifecycle.postStart`'),
  preStop: honoured(steps, 'instead of `lifecycle.preStop`'),
  ipc: honoured(namespace, '`host`, or `container:NAME` of a container that others made'),
  uts: honoured(z.enum(['host'])),
  userns: honoured(z.enum(['host'])),
  blockIo: honoured(
    z.object({
      weight: honoured(whole),
      weightDevice: honoured(z.array(z.object({ path: required(text), weight: required(whole) }))),
      readBytes: honoured(rates, 'a second'),
      readOperations: honoured(rates, 'a second'),
      writeBytes: honoured(rates, 'a second'),
      writeOperations: honoured(rates, 'a second'),
    }),
  ),
  cpuRealtimePeriod: honoured(whole, 'microseconds'),
  cpuRealtimeRuntime: honoured(whole, 'microseconds'),
  pid: honoured(namespace, '`host`, or `container:NAME` of a container that others made'),
  volumesFrom: honoured(texts, 'containers that others made, as `NAME[:ro]`'),
  apiSocket: honoured(flag, 'the socket of the engine at `/var/run/docker.sock`, and your credentials'),
  cgroup: honoured(z.enum(['host', 'private'])),
  cgroupParent: honoured(text),
  memoryReservationBytes: honoured(whole),
  memorySwapBytes: honoured(whole, 'memory and swap together; -1 for no limit'),
  memorySwappiness: honoured(whole),
  pids: honoured(whole),
  cpuset: honoured(text),
  oomScoreAdj: honoured(whole),
  oomKillDisable: honoured(flag),
  storageOptions: honoured(pairs),
  build: honoured(imageBuild, 'the image is built where it is missing, and by `up --build`'),
  watch: honoured(z.array(fileWatch), 'when files of this machine change, by `up --watch`'),
  imageHealthcheck: honoured(
    z.object({
      intervalSeconds: honoured(z.number()),
      timeoutSeconds: honoured(z.number()),
      startPeriodSeconds: honoured(z.number()),
      startIntervalSeconds: honoured(z.number()),
      retries: honoured(whole),
      gates: honoured(flag, 'the next containers start when it is healthy'),
      awaited: honoured(flag, 'without a `HEALTHCHECK` in the image the pod is not started'),
    }),
    'the `HEALTHCHECK` of the image becomes the probes that the container does not have; the times here count before its own',
  ),
  startPeriodSeconds: honoured(
    z.number(),
    'failures of the readiness probe count only so many seconds after the start',
  ),
  failsPod: honoured(
    z.enum(['unhealthy', 'exit']),
    'when it turns unhealthy (or ends) before it has let the next containers go, the pod fails',
  ),
  logging: honoured(
    z.object({ driver: required(z.enum(['json-file', 'local'])), options: required(pairs) }),
    'drivers whose logs can be read back',
  ),
});

const volume = z.object({
  name: honoured(text, 'as the engine calls it'),
  external: honoured(flag, 'it must be there, and stays'),
  copyFromImage: honoured(flag, 'an empty volume gets what the image has at its place'),
  mode: honoured(z.int().min(0).max(0o7777), 'of its root, default 0777'),
  tmpfs: honoured(text, 'each container has a tmpfs of its own; options of mount(8)'),
  propagation: honoured(text, 'of a hostPath'),
  selinux: honoured(z.enum(['z', 'Z']), 'of a hostPath'),
  recursive: honoured(
    z.enum(['disabled', 'writable', 'readonly']),
    'of a hostPath; the last two on engines from 25 on',
  ),
  uid: honoured(whole, 'whose the files of a configMap or secret are'),
  gid: honoured(whole),
  driver: honoured(text),
  driverOptions: honoured(pairs),
  labels: honoured(pairs),
});

/** The annotation `outrider.dev/engine`: what a Kubernetes pod has no word for (`pod/engine-options.ts`). */
export const engineOptions = named(
  'EngineOptions',
  z.object({
    containers: honoured(z.record(z.string(), container), 'by the container’s name'),
    volumes: honoured(z.record(z.string(), volume), 'by the volume’s name'),
    hostname: honoured(text, 'one that is no DNS label'),
    domainname: honoured(text),
    macAddress: honoured(text),
    shmBytes: honoured(whole, 'of `/dev/shm`, which the pod shares'),
    aliases: honoured(texts, 'further names on the networks'),
    links: honoured(texts, 'names for containers that others made, as `NAME:ALIAS`'),
    networks: honoured(z.array(network), 'the first one has the pod’s address'),
    portRanges: honoured(pairs, 'the engine chooses a port of the range; by `PORT/protocol`'),
  }),
);
