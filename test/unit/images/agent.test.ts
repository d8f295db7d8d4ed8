import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Agent, startAgent } from './agent-client.ts';

const limit = 1024 * 1024;

/** The agent runs in containers only. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;
let agent: Agent;

beforeEach(async () => {
  agent = startAgent();
  expect(await agent.line()).toBe('ready 1');
});

afterEach(async () => {
  await agent.end();
});

/** Runs one command and waits for its answer. */
async function run(argv: readonly string[], more: { stdin?: string | Buffer; timeoutMs?: number } = {}) {
  agent.request({ id: '1', argv, ...more });
  return agent.answer();
}

const sh = (script: string) => ['sh', '-c', script];

onLinux('a command', () => {
  it('answers with its exit code and both outputs', async () => {
    const answer = await run(sh('echo out; echo err >&2; exit 3'));
    expect(answer).toMatchObject({ id: '1', exit: '3' });
    expect(answer.stdout.toString()).toBe('out\n');
    expect(answer.stderr.toString()).toBe('err\n');
  });

  it('gets its arguments as they are, without a shell', async () => {
    const strange = ['$HOME', 'two words', '', '*', '"quoted"', 'naïve\nlines'];
    const { stdout } = await run(['printf', '<%s>', ...strange]);
    expect(stdout.toString()).toBe(strange.map((argument) => `<${argument}>`).join(''));
  });

  it('gets every byte of its input, and every byte of its output comes back', async () => {
    for (const length of [1, 2, 3, 62, 63, 64, 256]) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => 255 - (index % 256)));
      const { stdout } = await run(['cat'], { stdin: bytes });
      expect(stdout.equals(bytes)).toBe(true);
    }
  });

  it('finds an empty input at its end', async () => {
    expect((await run(['cat'])).exit).toBe('0');
  });

  it('takes a rule file of 300 KB', async () => {
    const rules = '-A OUTRIDER_OUT -p tcp -j RETURN\n'.repeat(9_000);
    const { stdout } = await run(['cat'], { stdin: rules });
    expect(stdout.toString()).toBe(rules);
  });

  it('need not read a large input', async () => {
    expect((await run(sh('exit 4'), { stdin: 'x'.repeat(500_000) })).exit).toBe('4');
  });

  it('may write much before it has read all', async () => {
    const script = sh('dd bs=1 count=4096 of=/dev/null; head -c 300000 /dev/zero; cat >/dev/null');
    const { exit, stdout } = await run(script, { stdin: 'x'.repeat(500_000) });
    expect(exit).toBe('0');
    expect(stdout).toHaveLength(300_000);
  });

  it('may write more than the limit: the rest is dropped, and it still ends', async () => {
    const answer = await run(
      sh(`head -c ${3 * limit} /dev/zero; head -c ${2 * limit} /dev/zero >&2; exit 5`),
    );
    expect(answer.exit).toBe('5');
    expect(answer.stdout).toHaveLength(limit);
    expect(answer.stderr).toHaveLength(limit);
  });

  it('that does not exist is an error', async () => {
    const { exit, stdout } = await run(['no-such-program', 'x']);
    expect(exit).toBe('error:cannot run no-such-program: No such file or directory');
    expect(stdout).toHaveLength(0);
  });

  it('that dies of a signal says which', async () => {
    expect((await run(sh('kill -TERM $$'))).exit).toBe('signal:15');
  });

  it('has the usual signal dispositions', async () => {
    const { stdout } = await run(['sed', '-n', 's/^SigIgn:\t//p', '/proc/self/status']);
    expect(Number.parseInt(stdout.toString(), 16)).toBe(0);
  });

  it('is answered as soon as it ends, even if the signal that tells of it is missed', async () => {
    await agent.end();
    agent = startAgent('sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGCHLD))');
    await agent.line();
    const { durationMs } = await run(sh('exec >&- 2>&-; sleep 0.02'));
    expect(durationMs).toBeLessThan(80);
  });

  it('is answered when it ends, even if what it left behind holds its output open', async () => {
    const { exit, stdout } = await run(sh('sleep 60 & echo $!'));
    expect(exit).toBe('0');
    await untilGone(Number(stdout));
  });
});

onLinux('a deadline', () => {
  it('ends the command with everything that it started', async () => {
    const { exit, stdout, durationMs } = await run(sh('sleep 60 & echo $!; wait'), { timeoutMs: 200 });
    expect(exit).toBe('timeout');
    expect(durationMs).toBeGreaterThanOrEqual(200);
    await untilGone(Number(stdout));
  });

  it('of zero is none', async () => {
    expect((await run(sh('exit 0'), { timeoutMs: 0 })).exit).toBe('0');
  });
});

onLinux('several commands', () => {
  it('run side by side and are answered in the order of completion', async () => {
    agent.request({ id: 'slow', argv: ['sleep', '60'], timeoutMs: 0 });
    agent.request({ id: 'quick', argv: ['true'] });
    expect((await agent.answer()).id).toBe('quick');
    agent.send('cancel slow');
    expect(await agent.answer()).toMatchObject({ id: 'slow', exit: 'signal:9' });
  });

  it('fifty at once get fifty answers of their own', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `n${index}`);
    for (const id of ids) agent.request({ id, argv: ['cat'], stdin: id.repeat(2_000) });
    const answers = await Promise.all(ids.map(() => agent.answer()));
    expect(answers.map(({ id }) => id).sort()).toEqual([...ids].sort());
    for (const { id, stdout } of answers) expect(stdout.toString()).toBe(id.repeat(2_000));
  });

  it('end at their deadline, also while nobody reads the answers', async () => {
    agent.request({ id: 'late', argv: ['sleep', '60'], timeoutMs: 1_000 });
    const { stdout } = await run(['pgrep', '-P', `${agent.process.pid}`, '-x', 'sleep']);
    agent.pause();
    const ids = Array.from({ length: 5 }, (_, index) => `n${index}`);
    for (const id of ids) agent.request({ id, argv: ['head', '-c', `${limit}`, '/dev/zero'] });
    await untilGone(Number(stdout));
    agent.resume();
    const answers = await Promise.all([...ids, 'late'].map(() => agent.answer()));
    expect(answers.find(({ id }) => id === 'late')?.exit).toBe('timeout');
    expect(answers.filter(({ stdout }) => stdout.length === limit)).toHaveLength(ids.length);
  });
});

onLinux('the protocol', () => {
  it('answers a ping, also while a command runs', async () => {
    agent.request({ id: 'slow', argv: ['sleep', '60'], timeoutMs: 0 });
    agent.send('ping 7');
    expect(await agent.line()).toBe('pong 7');
  });

  it('refuses what it does not understand, and goes on', async () => {
    for (const line of ['1', '1 100', '1 100 -', '1 soon - ZWNobw==']) {
      agent.send(line);
      expect(await agent.answer()).toMatchObject({ id: '1', exit: 'error:malformed request' });
    }
    agent.send('');
    expect((await run(['true'])).exit).toBe('0');
  });

  it('refuses an id that is in use', async () => {
    agent.request({ id: '1', argv: ['sleep', '60'], timeoutMs: 0 });
    expect((await run(['true'])).exit).toBe('error:this id is in use');
  });

  it('takes no notice of a cancel that comes too late', async () => {
    agent.send('cancel 1');
    expect((await run(['true'])).exit).toBe('0');
  });

  it('ends with its input, and so does what still runs', async () => {
    agent.request({ id: 'slow', argv: sh('echo $$ >&2; exec sleep 60'), timeoutMs: 0 });
    const { stdout } = await run(['pgrep', '-P', `${agent.process.pid}`, '-x', 'sleep|sh']);
    const pid = Number(stdout.toString().split('\n')[0]);
    expect(pid).toBeGreaterThan(1);
    expect(await agent.end()).toBe(0);
    await untilGone(pid);
  });
});

/** Gone, or a zombie that its new parent has not collected yet. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await setImmediate();
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

onLinux('the lock', () => {
  const record = Buffer.from('{"pid":1}').toString('base64');
  const others: Agent[] = [];
  let file: string;

  beforeEach(async () => {
    // The agent of the other tests has no lock file of its own.
    await agent.end();
    file = join(mkdtempSync(join(tmpdir(), 'outrider-lock-')), 'lock');
    agent = await lockAgent();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) if (other !== agent) await other.end();
    rmSync(dirname(file), { recursive: true });
  });

  async function lockAgent(): Promise<Agent> {
    const one = startAgent(`$ENV{OUTRIDER_LOCK_FILE} = '${file}'`);
    others.push(one);
    expect(await one.line()).toBe('ready 1');
    return one;
  }

  async function ask(one: Agent, line: string): Promise<string> {
    one.send(line);
    return one.line();
  }

  it('is free until it is taken, and names who has it', async () => {
    expect(await ask(agent, 'owner 1')).toBe('1 2 0 - -');
    expect(await ask(agent, `lock 2 a ${record} -`)).toBe('2 0 0 - -');
    expect(await ask(agent, 'owner 3')).toBe(`3 0 0 ${record} -`);
  });

  it('is not given to another run, and is free when its agent ends', async () => {
    await ask(agent, `lock 1 a ${record} -`);
    const second = await lockAgent();
    expect(await ask(second, 'lock 1 b AAAA -')).toBe(`1 1 0 ${record} -`);
    expect(await agent.end()).toBe(0);
    expect(await ask(second, 'owner 2')).toBe('2 1 0 - -');
    expect(await ask(second, 'lock 3 b AAAA -')).toBe('3 0 0 - -');
  });

  it('is held while its agent is stopped', async () => {
    await ask(agent, `lock 1 a ${record} -`);
    agent.process.kill('SIGSTOP');
    const second = await lockAgent();
    expect(await ask(second, 'lock 1 b AAAA -')).toBe(`1 1 0 ${record} -`);
    agent.process.kill('SIGCONT');
  });

  it('goes from an older agent of the same run, or of a run that is named, to a new one', async () => {
    await ask(agent, `lock 1 a ${record} -`);
    const second = await lockAgent();
    expect(await ask(second, `lock 1 a ${record} -`)).toBe('1 0 0 - -');
    const third = await lockAgent();
    expect(await ask(third, 'lock 1 b AAAA a')).toBe('1 0 0 - -');
    expect(await ask(third, 'owner 2')).toBe('2 0 0 AAAA -');
  });

  it('does not outlive its agent in a command that it has started', async () => {
    await ask(agent, `lock 1 a ${record} -`);
    agent.request({ id: '2', argv: ['setsid', 'sleep', '1000'] });
    const second = await lockAgent();
    await agent.end();
    expect(await ask(second, 'lock 1 b AAAA -')).toBe('1 0 0 - -');
  });
});
