import { Agent } from 'node:http';
import { inspect } from 'node:util';

/**
 * docker-modem describes the options of every call for its debug log, whether anybody reads it or not, hidden properties
 * and all (lib/modem.js: `util.inspect(options, { showHidden: true, depth: null })`). The agent's sockets and the
 * AbortSignal's listeners lead from there, inside Jest, to the whole of its environment: half a second of a processor a
 * call. What describes itself in a word ends that.
 */
export function describeInAWord(): void {
  for (const { prototype, name } of [Agent, AbortSignal])
    Object.defineProperty(prototype, inspect.custom, { value: () => name, configurable: true });
}
