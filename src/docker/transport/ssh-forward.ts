import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../../supervisor/ports.ts';
import {
  forwardArguments,
  ownSession,
  readyWord,
  refusalWaits,
  type SshAddress,
  wasRefused,
} from './ssh-arguments.ts';

/** The engine's socket on this machine, over one ssh. */
export interface Forward {
  readonly path: string;
  readonly close: () => void;
}

/** A remote program that takes the place of ours never says the word. */
const readyMs = 45_000;
const pingMs = 10_000;

/** ssh's own failures; the exit codes of the remote command are others. */
const sshFailed = 255;

/**
 * Opens one ssh that every connection to the engine goes through. Undefined when the engine is not to be had that way: its socket is
 * somewhere else, or the server forwards none. A server that refuses because many log in at once is asked again.
 *
 * @param onClosed Hears that an open one is gone.
 * @throws EngineError `no-engine` with what ssh says.
 */
export async function openForward(address: SshAddress, onClosed: () => void): Promise<Forward | undefined> {
  for (let tries = 0; ; tries++) {
    const outcome = await tryForward(address, onClosed);
    if (!('failed' in outcome)) return outcome.forward;
    const wait = refusalWaits[tries];
    if (wait === undefined || !wasRefused(outcome.failed))
      throw new EngineError('no-engine', `ssh ${address.destination}: ${outcome.failed}`);
    await pause(wait);
  }
}

type Outcome = { readonly forward: Forward | undefined } | { readonly failed: string };

async function tryForward(address: SshAddress, onClosed: () => void): Promise<Outcome> {
  const { execa } = await import('execa');
  const folder = mkdtempSync(join(tmpdir(), 'outrider-ssh-'));
  const path = join(folder, 'engine.sock');
  const ssh = execa('ssh', forwardArguments(address, path), {
    ...ownSession,
    buffer: { stdout: false, stderr: true },
    stdin: 'pipe',
  });
  // It ends with this process, and does not keep it alive; whoever waits for an answer has a deadline.
  for (const handle of [ssh, ssh.stdin, ssh.stdout, ssh.stderr] as unknown as readonly { unref(): void }[])
    handle.unref();
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const ended = ssh.then((result) => {
    process.off('exit', removeFolder);
    removeFolder();
    return result;
  });
  const close = (): void => void ssh.kill();

  const said = await Promise.race([saysReady(ssh.stdout), ended]);
  if (said !== true) {
    close();
    if (said === false) return { forward: undefined };
    const { exitCode, stderr, shortMessage } = said;
    return exitCode === sshFailed ? { failed: stderr.trim() || shortMessage! } : { forward: undefined };
  }
  if (!(await answersPing(path))) {
    close();
    return { forward: undefined };
  }
  void ended.then(onClosed);
  return { forward: { path, close } };
}

/** False when the word does not come in time. Never settles when the output ends before: then ssh has ended. */
function saysReady(stdout: NodeJS.ReadableStream): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), readyMs);
    let text = '';
    stdout.on('data', (chunk) => {
      text = `${text}${chunk}`.slice(-10_000);
      if (!text.includes(readyWord)) return;
      clearTimeout(timer);
      resolve(true);
    });
    stdout.on('close', () => clearTimeout(timer));
  });
}

/** Whether an engine is at the other end. */
function answersPing(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answers: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answers);
    };
    const timer = setTimeout(finish, pingMs, false);
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('data', (bytes) => finish(bytes.toString('latin1').startsWith('HTTP/1.')));
    socket.write('GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n');
  });
}
