import { allContainers } from '../../pod/containers.ts';
import { dependenciesOf } from '../../pod/dependency.ts';
import type { Pod } from '../../pod/model.ts';
import { specHashes } from './hash.ts';
import type { ContainerState, PodState } from './state.ts';

/** A pod of which nothing exists yet. */
export function initialState(pod: Pod, now: number): PodState {
  const hashes = specHashes(pod);
  const containers = allContainers(pod).map(({ name, role }): [string, ContainerState] => [
    name,
    { name, role, attempt: 0, instance: { is: 'waiting' }, specHash: hashes[name]!, everRan: false },
  ]);
  return {
    pod,
    createdAt: now,
    sandbox: { status: 'absent', attempt: 0 },
    capture: pod.capture && pod.capture.mode !== 'NONE' ? 'pending' : 'none',
    containers: Object.fromEntries(containers),
    initialized: false,
    peers: {},
    released: dependenciesOf(pod).length === 0,
    releasedAt: {},
    generation: 0,
    announcedWaits: '',
    files: { wanted: 0, written: 0 },
    ready: false,
    announcedInitialized: false,
    phase: 'Pending',
    finished: false,
  };
}
