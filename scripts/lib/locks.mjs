import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../src/images/process-lock.mjs';
import { interruption } from './interruption.mjs';
import { say } from './say.mjs';

/** Where processes of this user wait for each other; the program has its own locks there, too. */
export const locks = join(
  process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'),
  'outrider',
  'locks',
);

/** Does work on this machine while no other script does the same; says on stderr that it waits. */
export function oneAtATime(name, work) {
  const onWait = (pid) => say(`${name}: process ${pid} does that already, waiting for it`);
  return withLock(locks, name, { signal: interruption, onWait }, work);
}
