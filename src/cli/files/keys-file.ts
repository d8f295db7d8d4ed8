import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../control/folders.ts';
import { type CustomCommand, createKeymap, type KeyMapping } from '../../ui/input/keymap.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** A person's own keys and commands. */
interface OwnKeys {
  readonly keys: KeyMapping;
  readonly commands: readonly CustomCommand[];
}

/**
 * A person's own keys: `keys.json` in `$XDG_CONFIG_HOME/outrider`, an object of actions and their keys, and of `commands` that keys
 * run; none where there is no such file.
 * @throws Failure for a file that cannot be read as such, before the screen is taken.
 */
export function readKeys(env: NodeJS.ProcessEnv): OwnKeys {
  const file = join(configFolder(env), 'keys.json');
  if (!existsSync(file)) return { keys: {}, commands: [] };
  const { commands = [], ...keys } = parse(file);
  const [problem] = createKeymap(keys as KeyMapping).problems;
  if (problem) throw new Failure(exitCodes.usage, `${file}: ${problem.message}`, problem.hint);
  if (!Array.isArray(commands)) throw wrong(file, '"commands" is no list');
  return { keys: keys as KeyMapping, commands: commands.map((one) => commandOf(one, file)) };
}

function commandOf(given: unknown, file: string): CustomCommand {
  const { key, name, run, on = 'pod' } = (given ?? {}) as Record<string, unknown>;
  if (typeof key !== 'string' || typeof run !== 'string')
    throw wrong(file, 'a command has a "key" and what it is to "run"');
  if (on !== 'pod' && on !== 'machine') throw wrong(file, `"on" of the key ${key} is "pod" or "machine"`);
  return { key, run, on, ...(typeof name === 'string' && { name }) };
}

function wrong(file: string, message: string): Failure {
  return new Failure(
    exitCodes.usage,
    `${file}: ${message}`,
    'For example {"commands": [{"key": "ctrl-t", "name": "sockets", "run": "ss -tnp", "on": "pod"}]}.',
  );
}

function parse(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new Error('it is no object of actions and keys');
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `${file}: ${(error as Error).message}`,
      'For example {"quit": "ctrl-q", "follow": ["f", "space"]}; the names are in docs/ui.md.',
    );
  }
}
