import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/pod/model.ts';
import type { Engine, Notice } from '../../../src/supervisor/ports.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, outputOf, patience, script } from './lab.ts';

let lab: Lab;
let web: LabPod;

const security = container({ name: 'x' }).securityContext;
/** Ends at once when it is told to; a shell as PID 1 would not. */
const obedient = script('trap "exit 0" TERM; while :; do sleep 0.05; done');

beforeAll(async () => {
  lab = await openLab();
  web = await lab.up(
    pod({
      initContainers: [container({ name: 'proxy', role: 'sidecar', ...obedient, stopSignal: 'SIGUSR1' })],
      containers: [
        container({ name: 'app', ...obedient }),
        container({ name: 'quick', ...script('echo out; echo err >&2; exit 3') }),
        container({ name: 'missing', command: ['no-such-program'] }),
        container({ name: 'nowhere', image: 'outrider-test/does-not-exist:1' }),
        container({
          name: 'limited',
          ...script(
            'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; python3 -c "x = bytearray(300000000)"',
          ),
          resources: { memoryBytes: 50_000_000, nanoCpus: 64e9 },
        }),
        container({
          name: 'confined',
          ...script(
            'id -u; id -g; id -G; grep -E "CapBnd|NoNewPrivs" /proc/self/status; touch /x || echo read-only',
          ),
          securityContext: {
            ...security,
            runAsUser: 1000,
            runAsGroup: 2000,
            capabilitiesDrop: ['ALL'],
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
          },
        }),
        container({ name: 'terminal', ...script('test -t 1 && echo a terminal'), tty: true }),
        container({ name: 'reads', ...script('read line; echo got "$line"'), stdin: true }),
      ],
    }),
  );
}, 60_000);

afterAll(() => lab.close(), 60_000);

/** The next notice about a container. */
async function noticeOf(engine: Engine, id: string, act: () => Promise<unknown>): Promise<Notice> {
  const controller = new AbortController();
  const notices = engine.watch(controller.signal);
  const found = (async () => {
    // Engines from 28 on tell that a container which ends is disconnected before they tell that it has ended.
    for await (const notice of notices)
      if ('id' in notice && notice.id === id && notice.type !== 'networkLost') return notice;
    throw new Error('the watch ended');
  })();
  await act();
  const notice = await found;
  controller.abort();
  return notice;
}

describe('an instance', () => {
  it('is created, runs, is told to stop, and is known in every state', async () => {
    const { id, stopSignal } = await web.create('app');
    expect(stopSignal).toBe('SIGTERM');
    const state = async () =>
      (await web.engine.observe(patience)).containers.find((one) => one.id === id)?.state;
    expect(await state()).toEqual({ is: 'created' });
    const { pid } = await web.engine.startContainer(id, patience);
    const running = await state();
    const startedAt = running?.is === 'running' ? running.startedAt : 0;
    expect(running).toEqual({ is: 'running', pid, startedAt });
    expect(Math.abs(startedAt - (await web.engine.now(patience)))).toBeLessThan(60_000);
    const notice = await noticeOf(web.engine, id, () => web.engine.signalContainer(id, 'SIGTERM', patience));
    expect(notice).toMatchObject({ type: 'exited', exitCode: 0, oomKilled: false });
    expect(await state()).toMatchObject({ is: 'exited', exitCode: 0, oomKilled: false, startedAt });
    await web.engine.signalContainer(id, 'SIGKILL', patience);
    await web.engine.removeContainer(id, patience);
    await web.engine.removeContainer(id, patience);
    await web.engine.signalContainer(id, 'SIGKILL', patience);
    expect(await state()).toBeUndefined();
  }, 30_000);

  it('is observed with all that the supervisor needs to take it over', async () => {
    const { id, stopSignal } = await web.create('proxy', 4);
    expect(stopSignal).toBe('SIGUSR1');
    const { sandbox, containers } = await web.engine.observe(patience);
    expect(containers.find((one) => one.id === id)).toEqual({
      id,
      name: 'proxy',
      role: 'sidecar',
      attempt: 4,
      specHash: 'hash',
      image: obedient.image,
      stopSignal: 'SIGUSR1',
      state: { is: 'created' },
    });
    expect(sandbox).toMatchObject({ id: web.sandbox, attempt: 0, running: true, address: web.address });
  });

  it('that cannot start says why, and nothing else', async () => {
    const { id } = await web.create('missing');
    await expect(web.engine.startContainer(id, patience)).rejects.toMatchObject({
      code: 'start-failed',
      message: 'exec: "no-such-program": executable file not found in $PATH',
    });
  });

  it('of an image that is not there is refused', async () => {
    await expect(web.create('nowhere')).rejects.toMatchObject({ code: 'image-not-found' });
    await expect(
      web.engine.ensureImage(
        { image: 'outrider-test/does-not-exist:1', imagePullPolicy: 'Never' },
        () => {},
        patience,
      ),
    ).rejects.toMatchObject({ code: 'image-not-found' });
  });

  it('that was killed for its memory is told so', async () => {
    const { id } = await web.create('limited');
    const notice = await noticeOf(web.engine, id, () => web.engine.startContainer(id, patience));
    // The kernel ends python; the shell ends with its code.
    expect(notice).toMatchObject({ type: 'exited', exitCode: 137, oomKilled: true });
    expect(await outputOf(web.engine, id)).toMatch(/^499\d+$|^50000000$/m);
  }, 30_000);

  it('is confined as it asked to be', async () => {
    const said = await web.output('confined');
    // stderr may come in between.
    expect(said).toMatch(/^1000$[\s\S]*^2000\n2000$/m);
    expect(said).toMatch(/CapBnd:\s+0{16}/);
    expect(said).toMatch(/NoNewPrivs:\s+1/);
    expect(said).toContain('read-only');
  });

  it('with a terminal has one', async () => {
    expect(await web.output('terminal')).toBe('a terminal');
  });
});

describe('what others do', () => {
  it('a container that somebody removed is told, one that we removed is not', async () => {
    const ours = await web.run('app', 10);
    const theirs = await web.run('app', 11);
    const controller = new AbortController();
    const notices = web.engine.watch(controller.signal);
    await web.engine.removeContainer(ours, patience);
    await lab.docker.getContainer(theirs).remove({ force: true });
    const told: string[] = [];
    for await (const notice of notices) {
      if ('id' in notice) told.push(`${notice.type} ${notice.id === ours ? 'ours' : 'theirs'}`);
      if (notice.type === 'removed') break;
    }
    controller.abort();
    expect(told).toEqual(['exited ours', 'exited theirs', 'removed theirs']);
  }, 30_000);

  it('a holder that somebody killed is a lost sandbox', async () => {
    const other = await lab.up(pod({ name: 'other' }));
    const notice = await noticeOf(other.engine, other.sandbox, () =>
      lab.docker.getContainer(other.sandbox).kill(),
    );
    expect(notice).toMatchObject({ type: 'sandboxLost', id: other.sandbox });
    expect((await other.engine.observe(patience)).sandbox).toMatchObject({ running: false });
    await other.engine.removePod(patience);
  }, 30_000);
});

it('a shared process namespace is shared', async () => {
  const together: readonly Container[] = [
    container({ name: 'one', command: ['sleep', '4321'] }),
    container({ name: 'two', ...script('cat /proc/[0-9]*/cmdline | tr "\\0" " "') }),
  ];
  const shared = await lab.up(pod({ name: 'shared', shareProcessNamespace: true, containers: together }));
  await shared.run('one');
  expect(await shared.output('two')).toContain('sleep 4321');
  await shared.engine.removePod(patience);
}, 30_000);
