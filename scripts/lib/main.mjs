import { NoEngineError } from './engine.mjs';
import { say } from './say.mjs';

/** Runs a script; an error becomes one line on stderr, what to do about it, and an exit code: 3 for no engine. */
export async function attempt(script) {
  try {
    await script();
  } catch (error) {
    say(`error: ${error.message}`);
    if (error.hint) say(error.hint);
    process.exitCode = error instanceof NoEngineError ? 3 : 1;
  }
}
