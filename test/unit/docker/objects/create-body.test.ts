import { describe, expect, it } from '@jest/globals';
import { type BodyContext, createBody } from '../../../../src/docker/objects/create-body.ts';
import type { Container, Pod } from '../../../../src/pod/model.ts';
import { podFieldHole } from '../../../../src/pod/pod-fields.ts';
import { container, pod } from '../pods.ts';

function body(one: Container, thePod: Pod = pod({ containers: [one] }), more: Partial<BodyContext> = {}) {
  return createBody(one, {
    owner: { project: 'shop', pod: thePod, version: '0.1.0' },
    attempt: 1,
    specHash: 'abc',
    sandbox: 'holder-id',
    image: one.image,
    imageUser: '',
    mountpoints: new Map(),
    ...more,
  });
}

const proxy = container({
  name: 'proxy',
  role: 'sidecar',
  image: 'haproxy:2.6',
  env: [{ name: 'LEVEL', value: 'info', secret: false }],
  stopSignal: 'SIGUSR1',
});

it('a sidecar, whole', () => {
  const thePod = pod({ initContainers: [proxy] });
  expect(body(proxy, thePod, { image: 'mirror/haproxy:2.6' })).toEqual({
    Image: 'mirror/haproxy:2.6',
    Labels: {
      'dev.outrider.project': 'shop',
      'dev.outrider.pod': 'web',
      'dev.outrider.container': 'proxy',
      'dev.outrider.role': 'sidecar',
      'dev.outrider.index': '0',
      'dev.outrider.attempt': '1',
      'dev.outrider.spec-hash': 'abc',
      'dev.outrider.version': '0.1.0',
      'dev.dozzle.group': 'shop/web',
    },
    Entrypoint: ['sleep', '1000'],
    Cmd: [],
    Env: ['LEVEL=info'],
    StopSignal: 'SIGUSR1',
    Tty: false,
    OpenStdin: false,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'container:holder-id',
      IpcMode: 'container:holder-id',
      RestartPolicy: { Name: '' },
      Init: false,
      LogConfig: { Type: 'json-file', Config: {} },
      GroupAdd: [],
      CapAdd: [],
      CapDrop: [],
      ReadonlyRootfs: false,
      Mounts: [],
      Binds: [],
    },
  });
});

it('init containers and sidecars come before the apps in the index', () => {
  const app = container({ name: 'app' });
  const thePod = pod({ initContainers: [proxy], containers: [app] });
  expect(body(app, thePod).Labels).toMatchObject({ 'dev.outrider.index': '1', 'dev.outrider.role': 'app' });
});

describe('command and args, as the table of Kubernetes’ documentation has them', () => {
  const { command: _, ...bare } = container({ name: 'app' });
  it.each([
    ['neither keeps the image’s', {}, undefined, undefined],
    ['command alone drops the image’s CMD', { command: ['run'] }, ['run'], []],
    ['args alone keep the image’s ENTRYPOINT', { args: ['-v'] }, undefined, ['-v']],
    ['both replace both', { command: ['run'], args: ['-v'] }, ['run'], ['-v']],
    ['an empty command is none', { command: [], args: ['-v'] }, undefined, ['-v']],
  ])('%s', (_what, given, entrypoint, cmd) => {
    const made = body({ ...bare, ...given });
    expect([made.Entrypoint, made.Cmd]).toEqual([entrypoint, cmd]);
  });
});

describe('who runs it', () => {
  const context = ([runAsUser, runAsGroup]: readonly (number | undefined)[]) => ({
    ...container({ name: 'app' }).securityContext,
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
  });
  const user = (
    own: readonly (number | undefined)[],
    ofPod: readonly (number | undefined)[],
    imageUser = '',
  ) => {
    const one = container({ name: 'app', securityContext: context(own) });
    const security = {
      supplementalGroups: [],
      ...(ofPod[0] !== undefined && { runAsUser: ofPod[0] }),
      ...(ofPod[1] !== undefined && { runAsGroup: ofPod[1] }),
    };
    return body(one, pod({ containers: [one], securityContext: security }), { imageUser }).User;
  };

  it('nobody says: the image decides', () => expect(user([], [], 'app')).toBeUndefined());
  it('the pod says, the container may overrule', () => {
    expect(user([], [1000])).toBe('1000');
    expect(user([2000], [1000, 3000])).toBe('2000:3000');
    expect(user([0], [1000])).toBe('0');
  });
  it('a group alone keeps the image’s user', () => {
    expect(user([undefined, 5], [], 'nginx:nginx')).toBe('nginx:5');
    expect(user([undefined, 5], [])).toBe('0:5');
  });

  it('the capture proxy always has the ids that the rules exempt', () => {
    const capture = { mode: 'REDIRECT', proxy: 'proxy', proxyUid: 1337, proxyGid: 1338 } as Pod['capture'];
    const one = { ...proxy, securityContext: context([0, 0]) };
    const thePod = pod({ initContainers: [one], ...(capture && { capture }) });
    expect(body(one, thePod).User).toBe('1337:1338');
    expect(body(thePod.containers[0]!, thePod).User).toBeUndefined();
    const off = pod({
      initContainers: [one],
      ...(capture && { capture: { ...capture, mode: 'NONE' as const } }),
    });
    expect(body(one, off).User).toBe('0:0');
  });

  it('the pod’s groups are added, each once', () => {
    const one = container({ name: 'app' });
    const thePod = pod({ containers: [one], securityContext: { supplementalGroups: [7, 8], fsGroup: 8 } });
    expect(body(one, thePod).HostConfig!.GroupAdd).toEqual(['7', '8']);
  });
});

it('limits: no swap, and a quota that may be more than the machine has', () => {
  const one = container({ name: 'app', resources: { memoryBytes: 64e6, nanoCpus: 16e9 } });
  expect(body(one).HostConfig).toMatchObject({
    Memory: 64e6,
    MemorySwap: 64e6,
    CpuPeriod: 100_000,
    CpuQuota: 1_600_000,
  });
  const tiny = container({ name: 'app', resources: { nanoCpus: 1e6 } });
  expect(body(tiny).HostConfig!.CpuQuota).toBe(1_000);
});

it('security: capabilities, a read-only root, no new privileges', () => {
  const one = container({
    name: 'app',
    securityContext: {
      capabilitiesAdd: ['NET_BIND_SERVICE'],
      capabilitiesDrop: ['ALL'],
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    },
  });
  expect(body(one).HostConfig).toMatchObject({
    CapAdd: ['NET_BIND_SERVICE'],
    CapDrop: ['ALL'],
    ReadonlyRootfs: true,
    SecurityOpt: ['no-new-privileges'],
  });
});

it('a shared process namespace is the holder’s', () => {
  const one = container({ name: 'app' });
  expect(body(one, pod({ containers: [one], shareProcessNamespace: true })).HostConfig!.PidMode).toBe(
    'container:holder-id',
  );
  expect(body(one).HostConfig!.PidMode).toBeUndefined();
});

it('values that only the running pod knows', () => {
  const one = container({
    name: 'app',
    env: [
      { name: 'IP', podField: 'status.podIP' },
      { name: 'HOST', podField: 'status.hostIP' },
    ],
  });
  expect(body(one, undefined, { podIP: '172.18.0.2', hostIP: '172.18.0.1' }).Env).toEqual([
    'IP=172.18.0.2',
    'HOST=172.18.0.1',
  ]);
  expect(() => body(one)).toThrow('container app wants status.podIP in IP before the pod has its address');
});

it('values that only the running pod knows, where a command line refers to them', () => {
  const one = container({
    name: 'app',
    args: [`--advertise=${podFieldHole('status.podIP')}:8080`],
    env: [{ name: 'IP', podField: 'status.podIP' }],
  });
  expect(body(one, undefined, { podIP: '172.18.0.2' }).Cmd).toEqual(['--advertise=172.18.0.2:8080']);
});

it('a terminal, standard input and a working directory are handed on', () => {
  const one = container({ name: 'app', tty: true, stdin: true, workingDir: '/srv' });
  expect(body(one)).toMatchObject({ Tty: true, OpenStdin: true, WorkingDir: '/srv' });
});
