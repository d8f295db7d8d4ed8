import type { EventSource } from '../../supervisor/journal.ts';
import { printJson } from '../output/json.ts';
import { printPlain } from '../output/plain.ts';
import { stdout } from '../output/sink.ts';
import type { ShownPod } from './shown-pod.ts';

export type Output = 'tui' | 'plain' | 'json';

/** `tui` on a terminal that can show it, else `plain`. */
export function chooseOutput(asked: Output | undefined): Output {
  if (asked !== undefined) return asked;
  const terminal = process.stdout.isTTY && process.stdin.isTTY;
  return terminal && process.env['TERM'] !== 'dumb' && !process.env['CI'] ? 'tui' : 'plain';
}

/** NO_COLOR and FORCE_COLOR as their authors define them; otherwise colours go to a terminal only. */
export function wantsColors(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

export interface Shown {
  close(): Promise<void>;
}

/** Prints a stream of events as plain text or as JSON; the full-screen view is `showUi`'s. */
export function show(
  output: Exclude<Output, 'tui'>,
  events: EventSource,
  pods: readonly ShownPod[],
  { verbose }: { readonly verbose: boolean },
): Shown {
  const stop =
    output === 'json'
      ? printJson(events, verbose, stdout())
      : printPlain(events, pods, stdout(), { verbose, colors: wantsColors(process.stdout, process.env) });
  return { close: async () => stop() };
}
