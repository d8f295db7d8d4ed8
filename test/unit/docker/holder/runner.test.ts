import { Duplex } from 'node:stream';
import { expect, it, jest } from '@jest/globals';
import { createRunner } from '../../../../src/docker/holder/runner.ts';
import { EngineError } from '../../../../src/supervisor/ports.ts';
import { frame, patience } from '../fake-daemon.ts';

/** The holder's end of one session: what it was asked, and a way to answer. */
interface FakeAgent {
  readonly socket: Duplex;
  readonly asked: string[];
  readonly say: (text: string) => void;
  readonly onLine: (react: (line: string) => void) => void;
}

function fakeAgent(greeting = 'ready\n'): FakeAgent {
  const asked: string[] = [];
  let react: (line: string) => void = () => {};
  const socket = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      for (const line of chunk.toString().trimEnd().split('\n')) {
        asked.push(line);
        react(line);
      }
      done();
    },
  });
  const say = (text: string) => void socket.push(frame('stdout', text));
  if (greeting) say(greeting);
  return {
    socket,
    asked,
    say,
    onLine: (next) => {
      react = next;
    },
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Answers every request with its own arguments. */
function echo(agent: FakeAgent): FakeAgent {
  agent.onLine((line) => {
    const [id, , , ...argv] = line.split(' ');
    const words = argv.map((one) => Buffer.from(one, 'base64').toString()).join(' ');
    agent.say(`${id} 0 1 ${base64(words)} -\n`);
  });
  return agent;
}

it('a command goes out as one line and comes back as its result', async () => {
  const agent = fakeAgent();
  agent.onLine((line) => agent.say(`${line.split(' ')[0]} 3 12 ${base64('out')} ${base64('err')}\n`));
  const runner = createRunner(async () => agent.socket);
  const result = await runner.run({ argv: ['nft', '-f', '-'], stdin: 'table t' }, 1500, patience());
  expect(agent.asked).toEqual([
    `1 1500 ${base64('table t')} ${base64('nft')} ${base64('-f')} ${base64('-')}`,
  ]);
  expect(result).toEqual({
    exitCode: 3,
    timedOut: false,
    stdout: Buffer.from('out'),
    stderr: Buffer.from('err'),
    durationMs: 12,
  });
});

it.each([
  ['timeout', { timedOut: true }],
  ['signal:9', { timedOut: false, exitCode: 137 }],
  ['signal:SIGTERM', { timedOut: false, exitCode: 143 }],
  [
    `error:${base64('cannot run x: No such file')}`,
    { timedOut: false, stderr: Buffer.from('cannot run x: No such file') },
  ],
])('an end by %s', async (exit, expected) => {
  const agent = fakeAgent();
  agent.onLine(() => agent.say(`1 ${exit} 5 - -\n`));
  const result = await createRunner(async () => agent.socket).run({ argv: ['x'] }, 100, patience());
  expect(result).toMatchObject(expected);
  if (!('exitCode' in expected)) expect(result.exitCode).toBeUndefined();
});

it('answers find their command whatever their order and however they are cut', async () => {
  const agent = fakeAgent();
  const runner = createRunner(async () => agent.socket);
  await runner.open(patience());
  const both = Promise.all([
    runner.run({ argv: ['a'] }, 100, patience()),
    runner.run({ argv: ['b'] }, 100, patience()),
  ]);
  await new Promise(setImmediate);
  const bytes = Buffer.concat([
    frame('stdout', `2 0 1 ${base64('B')} -\n1 0 `),
    frame('stdout', `1 ${base64('A')} -\n`),
  ]);
  for (const byte of bytes) agent.socket.push(Buffer.from([byte]));
  const [a, b] = await both;
  expect([Buffer.from(a.stdout).toString(), Buffer.from(b.stdout).toString()]).toEqual(['A', 'B']);
});

it('one session serves many commands', async () => {
  let sessions = 0;
  const runner = createRunner(async () => {
    sessions++;
    return echo(fakeAgent()).socket;
  });
  await Promise.all(Array.from({ length: 20 }, (_, n) => runner.run({ argv: [String(n)] }, 100, patience())));
  expect(sessions).toBe(1);
});

it('a lost session fails what is under way, and the next command opens another', async () => {
  const agents = [fakeAgent(), echo(fakeAgent())];
  let sessions = 0;
  const runner = createRunner(async () => agents[sessions++]!.socket);
  agents[0]!.onLine(() => agents[0]!.socket.destroy());
  await expect(runner.run({ argv: ['a'] }, 100, patience())).rejects.toThrow('lost the runner in the holder');
  const result = await runner.run({ argv: ['b'] }, 100, patience());
  expect(Buffer.from(result.stdout).toString()).toBe('b');
  expect(sessions).toBe(2);
});

it('an agent that cannot be started is told with the engine’s words', async () => {
  const agent = fakeAgent('OCI runtime exec failed: no such file\r\n');
  const runner = createRunner(async () => agent.socket);
  const opening = runner.open(patience());
  setImmediate(() => agent.socket.destroy());
  await expect(opening).rejects.toThrow(
    'lost the runner in the holder: OCI runtime exec failed: no such file',
  );
});

it('a connection that cannot be made is tried again by the next command', async () => {
  let tries = 0;
  const runner = createRunner(async () => {
    if (tries++ === 0) throw new Error('not yet');
    return echo(fakeAgent()).socket;
  });
  await expect(runner.open(patience())).rejects.toThrow('not yet');
  await expect(runner.run({ argv: ['x'] }, 100, patience())).resolves.toMatchObject({ exitCode: 0 });
});

it('whoever gives up while the session opens does not take the others with it', async () => {
  const controller = new AbortController();
  let tries = 0;
  const runner = createRunner(async (signal) => {
    if (tries++ > 0) return echo(fakeAgent()).socket;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw new EngineError('aborted', 'gave up');
  });
  const given = runner.run({ argv: ['a'] }, 100, controller.signal);
  const other = runner.run({ argv: ['b'] }, 100, patience());
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  await expect(other).resolves.toMatchObject({ exitCode: 0 });
});

it('an opening of its own that is given up is told at once, not tried for ever', async () => {
  let tries = 0;
  const runner = createRunner(async () => {
    // Without a bound this would never let go of the processor.
    if (tries++ > 100) throw new Error('tried for ever');
    throw new EngineError('aborted', 'the pod is gone');
  });
  await expect(runner.run({ argv: ['a'] }, 100, patience())).rejects.toMatchObject({ code: 'aborted' });
  expect(tries).toBe(1);
});

it('giving up cancels the command in the holder and harms no other', async () => {
  const agent = fakeAgent();
  const runner = createRunner(async () => agent.socket);
  const controller = new AbortController();
  await runner.open(patience());
  const given = runner.run({ argv: ['slow'] }, 10_000, controller.signal);
  const other = runner.run({ argv: ['fast'] }, 10_000, patience());
  await new Promise(setImmediate);
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  expect(agent.asked.at(-1)).toBe('cancel 1');
  agent.say('1 signal:9 5 - -\n2 0 5 - -\n');
  await expect(other).resolves.toMatchObject({ exitCode: 0 });
});

it('closing ends the session', async () => {
  const agent = fakeAgent();
  const runner = createRunner(async () => agent.socket);
  await runner.open(patience());
  const closed = new Promise((resolve) => agent.socket.on('close', resolve));
  runner.close();
  await closed;
});

it('an agent that is stuck is given up shortly after the deadline, and the next command gets another one', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    const agents = [fakeAgent(), echo(fakeAgent())];
    const runner = createRunner(async () => agents.shift()!.socket);
    const stuck = runner.run({ argv: ['sleep'] }, 1_000, patience());
    const failed = expect(stuck).rejects.toThrow('lost the runner in the holder');
    await new Promise(setImmediate);
    await jest.advanceTimersByTimeAsync(7_000);
    await failed;
    const next = runner.run({ argv: ['next'] }, 1_000, patience());
    await expect(next).resolves.toMatchObject({ stdout: Buffer.from('next') });
  } finally {
    jest.useRealTimers();
  }
}, 10_000);
