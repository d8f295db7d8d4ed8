import type { Settings } from './settings.ts';
import type { ProbeState, Terminated } from './state.ts';

/** The sentences in which decisions are explained to people; the same for `why` and for the terminal UI. */

/** `4 s`, in seconds of the pod; a tenth only where it says something. */
export function duration(ms: number, { secondMs }: Pick<Settings, 'secondMs'>): string {
  const seconds = Math.max(0, ms) / secondMs;
  return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}

/** `exited 1 (Error)`, `was killed (exit code 137, SIGKILL)`, `could not be started: …`. */
export function ending({ exitCode, reason, message }: Terminated): string {
  if (message !== undefined) return `could not be started: ${message}`;
  if (reason === 'OOMKilled') return 'was killed for want of memory (OOMKilled)';
  return exitCode === 0 ? 'exited 0' : `exited ${exitCode}${exitCode === 137 ? ' (killed)' : ''}`;
}

/** The last answer of a probe and how far it is from a verdict. */
export function probeAnswer(state: ProbeState | undefined, failureThreshold: number): string {
  const { lastResult, failures = 0 } = state ?? {};
  if (!lastResult) return 'has not answered yet';
  const count = failures > 0 ? ` (${failures} of ${failureThreshold} failures)` : '';
  const words = lastResult.message === '' ? 'no output' : lastResult.message;
  return `${lastResult.ok ? 'succeeded' : 'fails'}: ${words}${count}`;
}
