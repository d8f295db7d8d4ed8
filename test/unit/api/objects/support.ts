import { createPump, type Pump } from '../../../../src/api/pump/pump.ts';
import {
  createEphemeralContainers,
  type EphemeralContainers,
} from '../../../../src/api/store/ephemeral-containers.ts';
import { createStore, type Store } from '../../../../src/api/store/store.ts';
import { objectsOf } from '../../../../src/control/run-objects.ts';
import type { EventBody, OutriderEvent } from '../../../../src/events/types.ts';
import { podsOf } from '../../manifest/read-text.ts';

export const node = {
  ...{ name: 'laptop', address: '10.1.0.1', cpus: 2, memoryBytes: 2 ** 30, osImage: 'Linux' },
  ...{ kernelVersion: '6.1', architecture: 'x86_64', engineVersion: '20.10', since: '2026-01-01T00:00:00Z' },
};

export const firstVersion = 1000;

export function store(): Store {
  let uids = 0;
  return createStore({
    firstVersion,
    now: () => '2026-01-01T00:00:00.000Z',
    uid: () => {
      uids += 1;
      return `uid-${uids}`;
    },
  });
}

export interface Told {
  readonly store: Store;
  readonly ephemeral: EphemeralContainers;
  readonly pump: Pump;
  /** Tells an event of a pod, a second after the one before. */
  tell(pod: string, body: EventBody): void;
}

/** A run of the pods of a manifest that has told nothing yet. */
export function run(manifest: string, namespaceAProject = false, written = new Set<string>()): Told {
  const kept = store();
  const ephemeral = createEphemeralContainers();
  const pump = createPump({ store: kept, node, ephemeral, namespaceAProject, written });
  const key = { project: 'shop', pid: 7 };
  let seq = 0;
  pump.objects(key, objectsOf(podsOf(manifest)));
  return {
    ...{ store: kept, pump, ephemeral },
    tell: (pod, body) => {
      seq += 1;
      const time = new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();
      pump.event(key, { time, seq, project: 'shop', pod, ...body } as OutriderEvent);
    },
  };
}

/** What `PodCreated` tells of a pod of one or two containers. */
export function created(
  ...containers: readonly [name: string, role: 'init' | 'sidecar' | 'app'][]
): EventBody {
  return {
    type: 'PodCreated',
    spec: 'x',
    containers: containers.map(([name, role]) => ({ name, role, image: 'app:1' })),
  };
}
