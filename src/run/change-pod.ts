import { whyImmutable, whyNewPod } from '../lifecycle/run/new-pod.ts';
import { sameSpec, specHashes } from '../lifecycle/state/hash.ts';
import { isOfMesh } from '../pod/mesh-kinds.ts';
import type { Pod } from '../pod/model.ts';
import type { KubernetesObject } from '../pod/origin.ts';
import type { Supervisor } from '../supervisor/supervise.ts';

/** What became of a wish to change a pod that runs. */
export type Change =
  | { readonly is: 'same' }
  | { readonly is: 'updated' }
  /** It is stopped in order, removed, and made as it is to be. */
  | { readonly is: 'anew'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string }
  /** This run does not supervise it, or not any more. */
  | { readonly is: 'absent' };

interface Changing {
  readonly supervisors: ReadonlyMap<string, Pick<Supervisor, 'state' | 'post'>>;
  /** The pods that are made anew once they have ended, by name. */
  readonly renewals: Map<string, Pod>;
}

/** Gives a pod of a run its file as it is now. The images of the pod have to be there. */
export function changePod({ supervisors, renewals }: Changing, pod: Pod): Change {
  const supervisor = supervisors.get(pod.name);
  if (!supervisor) return { is: 'absent' };
  const { pod: before, termination } = supervisor.state();
  if (renewals.has(pod.name)) {
    renewals.set(pod.name, pod);
    return { is: 'anew', why: 'it is being made anew already' };
  }
  if (termination?.afterwards === 'end') return { is: 'absent' };
  if (isSame(before, pod)) {
    if (!sameSpec(before.origin, pod.origin)) {
      // The API serves rules to a mesh, and asks for them when a pod is told to be updated.
      const isTold = !sameSpec(meshRulesOf(before), meshRulesOf(pod));
      supervisor.post({
        type: 'specChanged',
        pod,
        hashes: specHashes(pod),
        ...(!isTold && { untold: true }),
      });
    }
    return { is: 'same' };
  }
  const refused = whyImmutable(before, pod);
  if (refused !== undefined) return { is: 'refused', why: refused };
  const why = whyNewPod(before, pod);
  if (why === undefined) {
    supervisor.post({ type: 'specChanged', pod, hashes: specHashes(pod) });
    return { is: 'updated' };
  }
  renewals.set(pod.name, pod);
  supervisor.post({ type: 'stopPod', reason: `it is made anew: ${why}` });
  return { is: 'anew', why };
}

function meshRulesOf({ origin }: Pod): readonly KubernetesObject[] {
  return (origin?.objects ?? []).filter(({ apiVersion }) => isOfMesh(apiVersion));
}

/** Whether they are the same pod. Other documents of their files may differ. */
function isSame(before: Pod, after: Pod): boolean {
  const { locations: _, origin: __, ...one } = before;
  const { locations: ___, origin: ____, ...other } = after;
  return sameSpec(one, other);
}
