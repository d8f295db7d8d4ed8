import { interruption } from './interruption.mjs';
import { NoEngineError } from './no-engine-error.mjs';
import { say } from './say.mjs';

/** Runs a script, which answers with its exit code. An error becomes a sentence on stderr and one of the usual codes. */
export async function main(script) {
  try {
    process.exitCode = (await script()) ?? 0;
  } catch (error) {
    say(`error: ${interruption.aborted ? interruption.reason.message : error.message}`);
    if (error.hint) say(error.hint);
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error) {
  if (interruption.aborted) return 130;
  return error instanceof NoEngineError ? 3 : 1;
}
