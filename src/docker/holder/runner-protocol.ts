import { constants } from 'node:os';
import { createFrameParser } from '../../logs/read/frames.ts';
import type { RunResult, Step } from '../../supervisor/ports.ts';

/**
 * What is spoken with the agent in the holder's image (images/holder/agent): one line a message, fields separated by one
 * space, arguments and output in base64, `-` for empty.
 */
export interface Answer {
  readonly id: string;
  readonly result: RunResult;
}

interface AnswerReader {
  readonly push: (chunk: Buffer) => void;
  /** What came that is no answer: the engine's or the agent's own complaint, shortened. */
  readonly noise: () => string;
}

export function encodeRequest(id: string, { argv, stdin }: Step, timeoutMs: number): string {
  const input = stdin === undefined ? '-' : base64(stdin);
  return `${[id, Math.max(1, Math.round(timeoutMs)), input, ...argv.map(base64)].join(' ')}\n`;
}

/** Asks for the pod's lock. `from` is a run whose agent is ended first if it still has the lock. */
export function encodeLock(id: string, run: string, record: string, from: string | undefined): string {
  return `lock ${id} ${run} ${base64(record)} ${from ?? '-'}\n`;
}

export function encodeOwner(id: string): string {
  return `owner ${id}\n`;
}

/** Reads the multiplexed bytes of the session; a chunk may end anywhere. */
export function createAnswerReader(on: {
  /** The protocol's version; 0 is an agent of before there were versions. */
  readonly onReady: (version: number) => void;
  readonly onAnswer: (answer: Answer) => void;
}): AnswerReader {
  let line: Buffer[] = [];
  let noise = '';
  let ready = false;

  function take(text: string): void {
    const greeting = ready ? null : /^ready(?: (\d+))?$/.exec(text);
    if (greeting) {
      ready = true;
      on.onReady(Number(greeting[1] ?? 0));
      return;
    }
    const answer = ready ? decodeAnswer(text) : undefined;
    if (answer) on.onAnswer(answer);
    else complain(text);
  }

  function complain(text: string): void {
    noise = `${noise} ${text}`.trim().slice(0, 500);
  }

  const frames = createFrameParser((stream, chunk, start, end) => {
    if (stream !== 'stdout') return complain(chunk.toString('utf8', start, end));
    let at = start;
    for (let found = chunk.indexOf(10, at); found !== -1 && found < end; found = chunk.indexOf(10, at)) {
      const text = Buffer.concat([...line, chunk.subarray(at, found)]).toString('latin1');
      line = [];
      at = found + 1;
      take(text.trimEnd());
    }
    if (at < end) line.push(chunk.subarray(at, end));
  });

  return {
    push: frames.push,
    noise: () => {
      frames.end();
      return `${noise} ${Buffer.concat(line).toString('latin1')}`.trim();
    },
  };
}

/** `ID EXIT DURATION_MS STDOUT STDERR`; undefined for anything else. */
function decodeAnswer(text: string): Answer | undefined {
  const [id, exit, duration, stdout, stderr, ...rest] = text.split(' ');
  if (stderr === undefined || rest.length > 0) return undefined;
  const output = { stdout: bytes(stdout!), stderr: bytes(stderr), durationMs: Number(duration) };
  return { id: id!, result: { ...outcome(exit!), ...withReason(exit!, output) } };
}

type Output = Pick<RunResult, 'stdout' | 'stderr' | 'durationMs'>;

/** A command that a signal ended has the code that a shell would give it. */
function outcome(exit: string): Pick<RunResult, 'exitCode' | 'timedOut'> {
  if (exit === 'timeout') return { timedOut: true };
  if (exit.startsWith('error:')) return { timedOut: false };
  if (exit.startsWith('signal:')) return { timedOut: false, exitCode: 128 + signalNumber(exit.slice(7)) };
  return { timedOut: false, exitCode: Number(exit) };
}

/** Why a command could not be run, as if it had said so itself. */
function withReason(exit: string, output: Output): Output {
  return exit.startsWith('error:') ? { ...output, stderr: bytes(exit.slice(6)) } : output;
}

function signalNumber(signal: string): number {
  return Number(signal) || (constants.signals[signal as NodeJS.Signals] ?? 0);
}

function base64(text: string | Uint8Array): string {
  return Buffer.from(text as string).toString('base64') || '-';
}

function bytes(text: string): Uint8Array {
  return text === '-' ? Buffer.alloc(0) : Buffer.from(text, 'base64');
}
