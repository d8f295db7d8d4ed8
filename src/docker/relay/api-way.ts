import { setTimeout as delay } from 'node:timers/promises';
import { relayAddress, relayPort } from '../../pod/api-access.ts';
import { statusOf } from '../transport/errors.ts';
import { openRelay, type RelayPlace } from './relay.ts';

/** How long a relay that has ended stays away, in milliseconds. */
const againMs = 500;

/**
 * Leads a pod's connections to the API, for as long as its holder runs: a relay that ends, as the engine has been restarted, is opened
 * again. Settles when the first one listens.
 * @throws EngineError when the first one does not begin.
 */
export async function leadToApi(
  place: Omit<RelayPlace, 'address' | 'port'>,
  signal: AbortSignal,
): Promise<void> {
  const open = () => openRelay({ ...place, address: relayAddress, port: relayPort }, signal);
  const first = await open();
  void keepOpen(open, first.ended, signal);
}

async function keepOpen(
  open: () => Promise<{ readonly ended: Promise<string> }>,
  first: Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  let ended: Promise<string> | undefined = first;
  for (;;) {
    await ended;
    await delay(againMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      ended = (await open()).ended;
    } catch (error) {
      // The holder is gone, or has ended: another one gets a relay of its own.
      if (statusOf(error) === 404 || statusOf(error) === 409) return;
      ended = undefined;
    }
  }
}
