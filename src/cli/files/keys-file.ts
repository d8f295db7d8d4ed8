import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../control/folders.ts';
import { createKeymap, type KeyMapping } from '../../ui/input/keymap.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/**
 * A person's own keys: `keys.json` in `$XDG_CONFIG_HOME/outrider`, an object of actions and their keys; none where there
 * is no such file.
 * @throws Failure for a file that cannot be read as such, before the screen is taken.
 */
export function readKeys(env: NodeJS.ProcessEnv): KeyMapping {
  const file = join(configFolder(env), 'keys.json');
  if (!existsSync(file)) return {};
  const mapping = parse(file);
  const [problem] = createKeymap(mapping).problems;
  if (problem) throw new Failure(exitCodes.usage, `${file}: ${problem.message}`, problem.hint);
  return mapping;
}

function parse(file: string): KeyMapping {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as KeyMapping;
    throw new Error('it is no object of actions and keys');
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `${file}: ${(error as Error).message}`,
      'For example {"quit": "ctrl-q", "follow": ["f", "space"]}; the names are in docs/ui.md.',
    );
  }
}
