import { inspect } from 'node:util';

/**
 * docker-modem describes the options of every call for its debug log, whether anybody reads it or not, hidden properties
 * and all (lib/modem.js: `util.inspect(options, { showHidden: true, depth: null })`). From an agent's sockets and from the
 * listeners of an AbortSignal that leads far: milliseconds a call. What describes itself in a word ends it.
 */
export function describeInAWord<T extends object>(thing: T, word: string): T {
  Object.defineProperty(thing, inspect.custom, { value: () => word, configurable: true });
  return thing;
}
