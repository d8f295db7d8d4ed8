import type { EventBody } from '../../events/types.ts';
import type { Loop } from '../loop.ts';
import type { Clock, Engine } from '../ports.ts';
import { rest, retryMs } from '../rest.ts';
import type { ServiceRouter } from '../services/service-router.ts';
import type { PodAddress } from './pod-address.ts';

interface MenderPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly loop: Pick<Loop, 'post' | 'state'>;
  readonly address: Pick<PodAddress, 'tell'>;
  readonly services?: ServiceRouter;
  readonly tell: (event: EventBody) => void;
  readonly signal: AbortSignal;
}

/**
 * Connects the pod's holder to its network again when somebody has disconnected it, and tells so. What cannot be mended
 * is tried again for as long as that holder is the pod's. The answer begins a mending unless one is under way.
 */
export function createNetworkMender(ports: MenderPorts): () => void {
  let underWay = false;
  return () => {
    if (underWay) return;
    underWay = true;
    void mend(ports).finally(() => {
      underWay = false;
    });
  };
}

async function mend({ engine, clock, loop, address, services, tell, signal }: MenderPorts): Promise<void> {
  const { id, attempt } = loop.state().sandbox;
  const isOurs = (): boolean => {
    const { sandbox, termination } = loop.state();
    return !signal.aborted && sandbox.id === id && sandbox.status === 'ready' && !termination;
  };
  for (let tries = 0; id !== undefined && isOurs(); tries++) {
    try {
      const connected = await engine.connectSandbox(id, signal);
      if (!connected?.mended || !isOurs()) return;
      const { ip, network } = connected.address;
      address.tell(connected.address);
      await services?.enter(loop.state().pod, engine, connected.address);
      tell({
        type: 'Warning',
        message: `the pod's holder was disconnected from ${network}; it is connected again, as ${ip}`,
      });
      return loop.post({ type: 'sandboxReady', attempt, ip, network });
    } catch (error) {
      if (!isOurs()) return;
      const message = error instanceof Error ? error.message : String(error);
      if (tries === 0) tell({ type: 'SandboxDisconnected', message });
      await rest(clock, retryMs(tries), signal);
    }
  }
}
