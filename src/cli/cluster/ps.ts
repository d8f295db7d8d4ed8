import { type ContainerView, foldEvents } from '../../events/view.ts';
import { exitCodes } from '../exit-codes.ts';
import { printTable } from '../output/table.ts';
import { eventsOf, type ProjectChoice, podsOnCluster } from './look.ts';
import { commandOnCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

interface PsOptions extends ProjectChoice, ClusterOptions {
  readonly output: 'table' | 'json';
}

/** `outrider ps --context NAME`: the containers of Outrider's pods on a cluster, in start order. */
export function psOnCluster(options: OnCluster<PsOptions>): Promise<number> {
  const everything = options.projectName === undefined && !process.env['OUTRIDER_PROJECT'];
  return commandOnCluster(options, async (client, { signal }) => {
    const choice = { ...options, all: options.all || everything };
    const pods = await podsOnCluster(client, [], choice, signal);
    const rows = pods.flatMap((one) =>
      rowsOf(one.project, one.pod, foldEvents(eventsOf([one])).pods[one.pod]!),
    );
    if (options.output === 'json') for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    else
      printTable(
        ['PROJECT', 'POD', 'CONTAINER', 'ROLE', 'STATE', 'READY', 'RESTARTS', 'IMAGE'],
        rows.map(Object.values),
      );
    return exitCodes.ok;
  });
}

function rowsOf(
  project: string,
  pod: string,
  {
    containers,
    terminating,
  }: { readonly containers: readonly ContainerView[]; readonly terminating?: unknown },
) {
  return containers.map((container) => ({
    project,
    pod,
    container: container.name,
    role: container.role,
    state: terminating && container.state.is === 'running' ? 'Terminating' : stateOf(container),
    ready: readiness(container),
    restarts: container.state.is === 'waiting' ? Math.max(0, container.attempt - 1) : container.attempt,
    image: container.image,
  }));
}

function stateOf({ state }: ContainerView): string {
  if (state.is === 'running') return 'Running';
  return state.is === 'waiting' ? state.reason : `Exited (${state.exitCode})`;
}

function readiness({ state, ready }: ContainerView): string {
  if (state.is === 'terminated') return state.exitCode === 0 ? 'done' : 'no';
  return ready ? 'yes' : 'no';
}
