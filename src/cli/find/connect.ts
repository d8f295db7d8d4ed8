import { thisMachine } from '../../control/folders.ts';
import type { Connection } from '../../docker/transport/connect.ts';

/** Finds an engine and loads what talks to it. Only commands that need one pay for it. */
export async function connectEngine(host: string | undefined, signal: AbortSignal): Promise<Connection> {
  const { connect } = await import('../../docker/transport/connect.ts');
  const { home } = thisMachine(process.env);
  return connect({ ...(host === undefined ? {} : { host }), env: process.env, home, signal });
}
