import { expect, it } from '@jest/globals';
import { createExecutor } from '../../../../src/supervisor/execute/executor.ts';
import { EngineError, type Observed } from '../../../../src/supervisor/ports.ts';
import { contextWith, unreachable } from '../fakes.ts';

const kind = { backend: 'iptables', mode: 'REDIRECT' };
const create = {
  type: 'prepare',
  container: 'a1',
  attempt: 1,
  sandbox: 'h',
  specHash: 'x',
} as const;
const holder: Observed = {
  sandbox: { id: 'h', attempt: 0, running: true, createdAt: 0 },
  containers: [],
};

it('an old instance is gone before the next one of its container is made, and other containers do not wait', async () => {
  const done: string[] = [];
  let removed = (): void => {};
  const { context } = contextWith({
    removeContainer: () =>
      new Promise((resolve) => {
        removed = () => {
          done.push('removed');
          resolve();
        };
      }),
    ensureImage: async () => ({ pulled: false }),
    createContainer: async ({ attempt }) => {
      done.push(`created ${attempt}`);
      return { id: 'new', stopSignal: 'SIGTERM' };
    },
    signalContainer: async () => {
      done.push('signalled');
      return 'sent';
    },
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'discard', container: 'a1', attempt: 0, id: 'old' });
  executor.execute(create);
  executor.execute({ type: 'signal', container: 'a1', attempt: 1, id: 'x', signal: 'SIGTERM' });
  await new Promise(setImmediate);
  removed();
  await executor.idle();
  expect(done).toEqual(['signalled', 'removed', 'created 1']);
});

it('an instance that is made is there before it is removed', async () => {
  const done: string[] = [];
  let made = (): void => {};
  const { context } = contextWith({
    ensureImage: async () => ({ pulled: false }),
    createContainer: () =>
      new Promise((resolve) => {
        made = () => {
          done.push('created');
          resolve({ id: 'new', stopSignal: 'SIGTERM' });
        };
      }),
    removeContainer: async () => void done.push('removed'),
  });
  const executor = createExecutor(context);
  executor.execute(create);
  executor.execute({ type: 'discard', container: 'a1', attempt: 0, id: 'old' });
  await new Promise(setImmediate);
  made();
  await executor.idle();
  expect(done).toEqual(['created', 'removed']);
});

it('rules are taken off before they are put on again', async () => {
  const done: string[] = [];
  let off = (): void => {};
  const { context } = contextWith(
    {},
    {
      capturer: {
        remove: () =>
          new Promise((resolve) => {
            off = () => {
              done.push('off');
              resolve(kind);
            };
          }),
        apply: async () => {
          done.push('on');
          return { ok: true, applied: { ...kind, rules: 1 } };
        },
        check: async () => ({ alarms: [] }),
      },
    },
  );
  const executor = createExecutor(context);
  executor.execute({ type: 'removeCapture', attempt: 0 });
  executor.execute({ type: 'applyCapture', attempt: 0 });
  await new Promise(setImmediate);
  off();
  await executor.idle();
  expect(done).toEqual(['off', 'on']);
});

it('work that rejects does not keep what is behind it from running', async () => {
  const { context, clock, posted, warnings } = contextWith(
    { observe: async () => holder },
    {
      capturer: {
        remove: () => Promise.reject(new Error('out of order')),
        apply: async () => ({ ok: true, applied: { ...kind, rules: 1 } }),
        check: async () => ({ alarms: [] }),
      },
    },
  );
  const executor = createExecutor(context);
  executor.execute({ type: 'removeCapture', attempt: 0 });
  executor.execute({ type: 'applyCapture', attempt: 0 });
  executor.execute({ type: 'applyCapture', attempt: 0 });
  const idle = executor.idle();
  await clock.run(60_000);
  await idle;
  expect(warnings).toEqual(['the capture rules could not be taken off whole: out of order']);
  expect(posted.map(({ type }) => type)).toEqual(['captureRemoved', 'captureApplied', 'captureApplied']);
});

it('a command that throws is a warning, and the commands behind it run', async () => {
  const { context, posted, warnings } = contextWith({
    ensureImage: () => {
      throw new Error('no image today');
    },
    removeContainer: () => Promise.resolve(),
  });
  const executor = createExecutor({
    ...context,
    post: (report) => {
      posted.push(report);
      if (posted.length === 1) throw new Error('the first report is refused');
    },
  });
  executor.execute(create);
  executor.execute(create);
  await executor.idle();
  expect(warnings).toEqual(['prepare failed: the first report is refused']);
  expect(posted).toHaveLength(2);
});

const start = { type: 'start', container: 'a1', attempt: 0, id: 'c' } as const;
const instance = {
  id: 'c',
  name: 'a1',
  role: 'app',
  attempt: 0,
  specHash: 'x',
  image: 'demo:1',
  stopSignal: 'SIGTERM',
} as const;

it.each([
  [
    'runs',
    { is: 'running', pid: 7, startedAt: 5 } as const,
    [{ type: 'running', container: 'a1', attempt: 0, pid: 7 }],
  ],
  [
    'has run',
    { is: 'exited', exitCode: 3, oomKilled: false, startedAt: 5, finishedAt: 9 } as const,
    [
      { type: 'running', container: 'a1', attempt: 0, pid: 0 },
      { type: 'exited', container: 'a1', attempt: 0, exitCode: 3, oomKilled: false },
    ],
  ],
])('a container whose start had no answer, but that %s, is not started twice', async (_, state, facts) => {
  let looks = 0;
  const { context, clock, posted } = contextWith({
    startContainer: () => Promise.reject(unreachable()),
    observe: () => {
      looks += 1;
      return looks < 3
        ? Promise.reject(unreachable())
        : Promise.resolve({ containers: [{ ...instance, state }] });
    },
  });
  const executor = createExecutor(context);
  executor.execute(start);
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual(facts);
});

it('a container that the engine did not start before it went away is started when it is back', async () => {
  const answers = [Promise.reject(unreachable()), Promise.resolve({ pid: 7 })];
  answers[0]!.catch(() => {});
  const { context, clock, posted } = contextWith({
    startContainer: () => answers.shift()!,
    observe: async () => ({ containers: [{ ...instance, state: { is: 'created' } }] }),
  });
  const executor = createExecutor(context);
  executor.execute(start);
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual([{ type: 'running', container: 'a1', attempt: 0, pid: 7 }]);
});

it('a signal for a container that has ended already tells of its end', async () => {
  const state = { is: 'exited', exitCode: 3, oomKilled: false, startedAt: 5, finishedAt: 9 } as const;
  const { context, posted } = contextWith({
    signalContainer: async () => 'ended',
    observe: async () => ({ containers: [{ ...instance, state }] }),
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGKILL' });
  await executor.idle();
  expect(posted).toEqual([{ type: 'exited', container: 'a1', attempt: 0, exitCode: 3, oomKilled: false }]);
});

it('a signal for a container that is gone tells that it vanished', async () => {
  const { context, posted } = contextWith({
    signalContainer: async () => 'ended',
    observe: async () => ({ containers: [] }),
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGKILL' });
  await executor.idle();
  expect(posted).toEqual([{ type: 'vanished', container: 'a1', attempt: 0 }]);
});

it('a stop signal is sent again when the engine calls a container ended that still runs', async () => {
  const sent: string[] = [];
  const state = { is: 'running', pid: 7, startedAt: 5 } as const;
  const { context, clock, posted } = contextWith({
    signalContainer: async (_, name) => {
      sent.push(name);
      return sent.length < 3 ? 'ended' : 'sent';
    },
    observe: async () => ({ containers: [{ ...instance, state }] }),
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGTERM' });
  await clock.run(10_000);
  await executor.idle();
  expect(sent).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM']);
  expect(posted).toEqual([]);
});

it.each([
  ['is sent when it takes it a moment later', 2, ['sent'], 0],
  ['is given up with a warning when it goes on refusing', 99, [], 1],
])('a stop signal that the engine refuses %s', async (_, times, expected, warned) => {
  const sent: string[] = [];
  let refused = 0;
  const { context, clock, warnings } = contextWith({
    signalContainer: async () => {
      if (refused++ < times) throw new EngineError('engine', 'cannot kill container: connection closed');
      sent.push('sent');
      return 'sent';
    },
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGTERM' });
  await clock.run(30_000);
  await executor.idle();
  expect(sent).toEqual(expected);
  expect(warnings).toHaveLength(warned);
});

it('a stop signal that finds no engine is sent as soon as there is one', async () => {
  const sent: string[] = [];
  let away = true;
  const { context, clock, warnings } = contextWith({
    signalContainer: async (_, name) => {
      if (away) throw unreachable();
      sent.push(name);
      return 'sent';
    },
    observe: async () => {
      if (away) throw unreachable();
      return holder;
    },
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGTERM' });
  await clock.run(30_000);
  away = false;
  await clock.run(10_000);
  await executor.idle();
  expect(sent).toEqual(['SIGTERM']);
  expect(warnings).toEqual([]);
});

it('a stop signal that finds no engine is given up when nothing waits any more', async () => {
  const { context, clock, warnings, waiting } = contextWith({
    signalContainer: () => Promise.reject(unreachable()),
    observe: () => Promise.reject(unreachable()),
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'signal', container: 'a1', attempt: 0, id: 'c', signal: 'SIGTERM' });
  await clock.run(1000);
  waiting.abort();
  await clock.run(10_000);
  await executor.idle();
  expect(warnings).toHaveLength(1);
});

const lost = new EngineError('engine', 'lost the runner in the holder: its connection closed');

it.each([
  ['gone', { containers: [] }],
  ['ended', { ...holder, sandbox: { ...holder.sandbox!, running: false } }],
  ['replaced', { ...holder, sandbox: { ...holder.sandbox!, attempt: 1 } }],
])(
  'a holder that is %s while capture is put on is a sandbox that is lost, not a capture that failed',
  async (_, observed) => {
    const { context, clock, posted } = contextWith(
      { observe: async () => observed },
      {
        capturer: {
          apply: () => Promise.reject(lost),
          remove: () => Promise.reject(lost),
          check: async () => ({ alarms: [] }),
        },
      },
    );
    const executor = createExecutor(context);
    executor.execute({ type: 'applyCapture', attempt: 0 });
    await clock.run(60_000);
    await executor.idle();
    expect(posted).toEqual([{ type: 'sandboxLost', attempt: 0, message: lost.message }]);
  },
);

it('capture is put on again in a holder that outlived a restart of the engine', async () => {
  let tries = 0;
  const { context, clock, posted } = contextWith(
    { observe: () => (tries < 2 ? Promise.reject(unreachable()) : Promise.resolve(holder)) },
    {
      capturer: {
        apply: () => {
          tries += 1;
          return tries < 3
            ? Promise.reject(lost)
            : Promise.resolve({ ok: true, applied: { ...kind, rules: 1 } });
        },
        remove: async () => kind,
        check: async () => ({ alarms: [] }),
      },
    },
  );
  const executor = createExecutor({
    ...context,
    clock: {
      ...clock,
      at: (at, ring) => {
        if (tries === 1) tries = 2;
        return clock.at(at, ring);
      },
    },
  });
  executor.execute({ type: 'applyCapture', attempt: 0 });
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual([{ type: 'captureApplied', attempt: 0, ...kind, rules: 1 }]);
});

it('capture that fails again and again in a holder that runs has failed', async () => {
  const { context, clock, posted } = contextWith(
    { observe: async () => holder },
    {
      capturer: {
        apply: () => Promise.reject(lost),
        remove: async () => kind,
        check: async () => ({ alarms: [] }),
      },
    },
  );
  const executor = createExecutor(context);
  executor.execute({ type: 'applyCapture', attempt: 0 });
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual([{ type: 'captureFailed', attempt: 0, ...kind, message: lost.message }]);
});

it('a sandbox whose making had no answer is made when the engine is back', async () => {
  let looks = 0;
  let tries = 0;
  const { context, clock, posted } = contextWith({
    createSandbox: () => {
      tries += 1;
      return tries === 1 ? Promise.reject(unreachable()) : Promise.resolve({ id: 'h' });
    },
    observe: () => {
      looks += 1;
      return looks < 5 ? Promise.reject(unreachable()) : Promise.resolve(holder);
    },
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'createSandbox', attempt: 0 });
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual([{ type: 'sandboxCreated', attempt: 0, id: 'h' }]);
});

it.each([
  [
    'a holder that ended while its volumes were filled',
    new EngineError('engine', 'it is not running'),
    'sandboxLost',
  ],
  ['a port that is taken', new EngineError('port-taken', 'port 80 is taken'), 'sandboxFailed'],
])('%s: %s is told as what it is', async (_, error, type) => {
  const { context, clock, posted } = contextWith({
    startSandbox: () => Promise.reject(error),
    observe: async () => ({ ...holder, sandbox: { ...holder.sandbox!, running: false } }),
  });
  const executor = createExecutor(context);
  executor.execute({ type: 'startSandbox', attempt: 0, id: 'h' });
  await clock.run(60_000);
  await executor.idle();
  expect(posted).toEqual([{ type, attempt: 0, message: error.message }]);
});
