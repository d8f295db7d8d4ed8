import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import { type FaultOrder, isAboutContainer, isSignal } from './fault.ts';
import { parseFault } from './parse-fault.ts';

/** What somebody asks for, in words. */
export interface FaultWish {
  /** As `parseFault` reads it. */
  readonly words: string;
  readonly container?: string;
  /** In milliseconds. */
  readonly forMs: number;
}

export type CheckedOrder =
  | { readonly ok: true; readonly order: FaultOrder }
  | { readonly ok: false; readonly problem: string };

/** A fault that somebody forgets is off after a day. */
const mostMs = 86_400_000;

/** What is to be done to this pod, or a sentence on why that cannot be. The only app container need not be named. */
export function faultOrder(pod: Pod, { words, container, forMs }: FaultWish): CheckedOrder {
  const parsed = parseFault(words);
  if (!parsed.ok) return parsed;
  const { fault } = parsed;
  if (!isSignal(fault.kind) && !(forMs >= 1 && forMs <= mostMs))
    return wrong('a fault is on for a time above 0 and up to 24h');
  if (!isAboutContainer(fault)) {
    if (container !== undefined)
      return wrong(
        `${words} is about the packets of pod ${pod.name}, which its containers share: leave out /${container}`,
      );
    return { ok: true, order: { fault, forMs } };
  }
  const all = allContainers(pod);
  const only = pod.containers.length === 1 ? pod.containers[0]!.name : undefined;
  const which = container ?? only;
  if (which === undefined)
    return wrong(`${words} is about one container: say which, as in ${pod.name}/${pod.containers[0]?.name}`);
  const found = all.find(({ name }) => name === which);
  if (!found)
    return wrong(
      `pod ${pod.name} has no container ${which}; it has ${all.map(({ name }) => name).join(', ')}`,
    );
  if (fault.kind === 'pause' && found.engine?.pid === 'host')
    return wrong(`${which} shares the processes of the machine, and a pause would stop those as well`);
  return { ok: true, order: { fault, container: which, forMs: isSignal(fault.kind) ? 0 : forMs } };
}

function wrong(problem: string): CheckedOrder {
  return { ok: false, problem };
}
