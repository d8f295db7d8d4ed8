import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ownIdentity, parseStat, processFacts, signalRun, standingOf } from '../../../src/control/process.ts';

it('a program’s name may have blanks and parentheses in it', () => {
  const rest = ['S', ...Array.from({ length: 18 }, (_, index) => String(index)), '4711', '0'].join(' ');
  expect(parseStat(`42 (a) b (c)) ${rest}`)).toEqual({ state: 'S', startedTicks: '4711' });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the process of another run', () => {
  const me = ownIdentity('me', '1', 'up');

  it('runs while it does, and is known by its start', () => {
    expect(standingOf(me)).toBe('running');
    expect(standingOf({ ...me, startedTicks: '1' })).toBe('ended');
  });

  it('is not judged on another machine', () => {
    expect(standingOf({ ...me, machine: 'another' })).toBe('elsewhere');
    expect(standingOf({ ...me, machine: undefined })).toBe('elsewhere');
  });

  it('can be stopped, and be ended by its own user alone', async () => {
    const child = spawn('sleep', ['1000']);
    const of = { ...me, pid: child.pid!, startedTicks: processFacts(child.pid!)!.startedTicks };
    child.kill('SIGSTOP');
    // A signal is delivered when the kernel comes to it.
    while (standingOf(of) === 'running') await new Promise((resolve) => setImmediate(resolve));
    expect(standingOf(of)).toBe('stopped');
    expect(signalRun({ ...of, uid: 12345 }, 'SIGKILL')).toBe(false);
    expect(signalRun({ ...of, startedTicks: '1' }, 'SIGKILL')).toBe(false);
    const exited = once(child, 'exit');
    expect(signalRun(of, 'SIGKILL')).toBe(true);
    await exited;
    expect(standingOf(of)).toBe('ended');
  });
});
