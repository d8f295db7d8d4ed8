import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from '../../control/folders.ts';

/** Where the secrets of a project's recipes are kept, so that a second `up` has those of the first. */
export function secretsFolder(project: string, env: NodeJS.ProcessEnv): string {
  return join(stateFolder(env), 'projects', project, 'secrets');
}

/** The next `up` makes new ones. */
export async function forgetSecrets(project: string, env: NodeJS.ProcessEnv): Promise<void> {
  await rm(join(secretsFolder(project, env), '..'), { recursive: true, force: true });
}
