import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../control/folders.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/**
 * A person's own configuration: `config.yaml` in `$XDG_CONFIG_HOME/outrider`; it says nothing where there is no such file.
 * @throws Failure with every problem and its place.
 */
export async function readConfig(env: NodeJS.ProcessEnv): Promise<Configuration> {
  const file = join(configFolder(env), 'config.yaml');
  if (!existsSync(file)) return { network: {} };
  const { readConfiguration } = await import('../../manifest/configuration.ts');
  const source = { file, text: readFileSync(file, 'utf8') };
  const { configuration, diagnostics } = readConfiguration(source);
  if (diagnostics.length === 0) return configuration;
  const { formatDiagnostic } = await import('../../manifest/diagnostic.ts');
  throw new Failure(
    exitCodes.usage,
    diagnostics.map(formatDiagnostic).join('\n'),
    'docs/networks.md has what can stand in it.',
  );
}
