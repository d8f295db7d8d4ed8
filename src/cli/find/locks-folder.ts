import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where processes of this user wait for each other before they make the same thing. */
export function locksFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'outrider', 'locks');
}
