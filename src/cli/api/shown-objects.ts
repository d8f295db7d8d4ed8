import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { followRuns } from '../../api/follow/follow-runs.ts';
import { createPump, type Pump } from '../../api/pump/pump.ts';
import type { EphemeralContainers } from '../../api/store/ephemeral-containers.ts';
import { createStore, type Store } from '../../api/store/store.ts';
import { listPods } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { meshDefinitions } from '../mesh-definitions.ts';
import { meeting } from '../run-wiring.ts';
import { kindSchemas } from './kind-schemas.ts';
import { nodeFacts } from './node-facts.ts';
import type { Scope } from './server-folder.ts';

/** The objects of a scope, and the documents behind them. */
export interface ShownObjects {
  readonly store: Store;
  readonly pump: Pump;
}

interface ShownOptions {
  /** The time of day in milliseconds since the epoch. */
  readonly wall: () => number;
  /** What clients have written; see `writtenKey`. */
  readonly written: Set<string>;
  /** What clients have added to pods. */
  readonly ephemeral: EphemeralContainers;
}

/**
 * Everything that the runs of a scope tell, as objects. It settles when those that are there now are known.
 */
export async function shownObjects(
  connection: Connection,
  scope: Scope,
  { wall, written, ephemeral }: ShownOptions,
  signal: AbortSignal,
): Promise<ShownObjects> {
  const now = (): string => new Date(wall()).toISOString();
  const store = createStore({ firstVersion: wall(), now, uid: randomUUID });
  const node = await nodeFacts(connection, now(), signal);
  const pump = createPump({
    ...{ store, node, written, ephemeral, meshDefinitions, kinds: kindSchemas },
    namespaceAProject: 'all' in scope,
  });
  const pause = (ms: number, until: AbortSignal): Promise<void> =>
    delay(ms, undefined, { signal: until }).catch(() => {});
  const places = async () =>
    (await projectsOf(connection, scope, signal)).map((project) => meeting(connection, project));
  await followRuns({ pump, places, pause }, signal);
  return { store, pump };
}

async function projectsOf(
  { docker }: Connection,
  scope: Scope,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if ('project' in scope) return [scope.project];
  return [...new Set((await listPods(docker, undefined, signal)).map(({ project }) => project))];
}
