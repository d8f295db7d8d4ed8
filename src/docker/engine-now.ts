import type Dockerode from 'dockerode';
import { EngineError } from '../supervisor/ports.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';

/**
 * What the engine's clock shows, in milliseconds since the epoch. The clock of a virtual machine that has slept, or of
 * another machine, can be far from ours.
 *
 * @throws EngineError when the engine does not answer, or tells no time.
 */
export async function engineNow(docker: Dockerode, signal: AbortSignal): Promise<number> {
  const { SystemTime } = await call('ask for the time', deadlines.read, signal, (abortSignal) =>
    // @types/dockerode does not know that the call can be aborted.
    (docker.info as (options: { readonly abortSignal: AbortSignal }) => Promise<{ SystemTime: string }>).call(
      docker,
      { abortSignal },
    ),
  );
  const now = Date.parse(SystemTime);
  if (Number.isNaN(now)) throw new EngineError('engine', 'the engine does not tell what time it is');
  return now;
}
