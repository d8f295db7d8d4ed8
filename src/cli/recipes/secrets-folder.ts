import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the secrets of a project's recipes are kept, so that a second `up` has those of the first. */
export function secretsFolder(project: string, env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'outrider', 'projects', project, 'secrets');
}

/** The next `up` makes new ones. */
export async function forgetSecrets(project: string, env: NodeJS.ProcessEnv): Promise<void> {
  await rm(join(secretsFolder(project, env), '..'), { recursive: true, force: true });
}
