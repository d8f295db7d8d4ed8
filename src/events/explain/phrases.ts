import type { ProbeView, Terminated } from '../container-view.ts';
import { exitCodeInWords } from '../exit-code.ts';
import type { StepView } from '../step-view.ts';

/** `4 s`: seconds, with a tenth only where it says something. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}

/** `; next try in 4 s`, or nothing where no moment is known. */
export function nextTry(what: string, at: string | undefined, now: number): string {
  return at === undefined ? '' : `; next ${what} in ${duration(Date.parse(at) - now)}`;
}

/** How an instance ended: `exited 1`, `could not be started: …`. Its termination message is `lastWordsOf`. */
export function ending({ exitCode, reason, message, signal }: Terminated): string {
  if (reason === 'StartError')
    return `could not be started${message === undefined ? '' : `: ${onOneLine(message)}`}`;
  if (reason === 'OOMKilled') return 'was killed for want of memory (OOMKilled)';
  return `exited ${exitCodeInWords(exitCode, signal)}`;
}

/** The end of the termination message of an instance that ran, on one line; undefined where there is none. */
export function lastWordsOf({ reason, message = '' }: Terminated): string | undefined {
  return reason === 'StartError' || message.trim() === '' ? undefined : onOneLine(message);
}

/** So many characters of a message fit into a sentence. */
const mostCharacters = 200;

/** The last line that is not empty, as far as it fits into a sentence. */
export function onOneLine(message: string): string {
  const line = message.trim().split('\n').at(-1)!.trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}

/** The last answer of a probe and how far it is from a verdict. */
export function probeAnswer(probe: ProbeView | undefined): string {
  if (!probe) return 'has not answered yet';
  const { ok, message, failures = 0, failureThreshold } = probe;
  const count =
    failures > 0 && failureThreshold !== undefined ? ` (${failures} of ${failureThreshold} failures)` : '';
  return `${ok ? 'succeeded' : 'fails'}: ${message === '' ? 'no output' : message}${count}`;
}

/** `a, b and c`; `nobody` for none. */
export function list(names: readonly string[]): string {
  if (names.length === 0) return 'nobody';
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Whom a run that goes step by step waits for. */
export function stepInBrief({ action, container }: Pick<StepView, 'action' | 'container'>): string {
  return `a person to let ${container} ${action}`;
}
