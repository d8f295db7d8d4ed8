import type { ListedContainer, ListedPod } from '../../docker/list.ts';
import type { PodWait } from '../../events/types.ts';
import type { ContainerView, PodView } from '../../events/view.ts';
import { exitCodes } from '../exit-codes.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { askSupervisors } from '../find/find-supervised.ts';
import { toldSoFar, viewOf } from '../find/told-so-far.ts';
import { tellUnreached } from '../find/unreached.ts';
import { printTable } from '../output/table.ts';

interface PsOptions extends PodChoice {
  readonly host?: string;
  readonly output: 'table' | 'json';
}

/** `outrider ps`: what is there, in start order; readiness where a supervisor can be asked. */
export async function ps(options: PsOptions): Promise<number> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const everything = options.projectName === undefined && !process.env['OUTRIDER_PROJECT'];
    const pods = await choosePods(connection, [], { ...options, all: options.all || everything }, signal);
    const found = await askSupervisors(connection, pods);
    // A supervisor that is lost meanwhile leaves what the engine shows.
    const events = await toldSoFar(found.supervised).catch(() => []);
    const rows = pods.flatMap((listed) => {
      const supervised = found.supervised.find(
        ({ project, pod }) => project === listed.project && pod === listed.pod,
      );
      return rowsOf(listed, supervised && viewOf(events, supervised));
    });
    found.close();
    for (const one of found.unreached) if (!isOver(one.listed)) tellUnreached(one);
    if (options.output === 'json') for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    else
      printTable(
        ['PROJECT', 'POD', 'CONTAINER', 'ROLE', 'STATE', 'READY', 'RESTARTS', 'IMAGE'],
        rows.map(Object.values),
      );
    return exitCodes.ok;
  } finally {
    connection.close();
  }
}

interface Row {
  readonly project: string;
  readonly pod: string;
  readonly container: string;
  readonly role: string;
  readonly state: string;
  /** `-` where nobody supervises the pod. */
  readonly ready: string;
  readonly restarts: number;
  readonly image: string;
}

/** A pod that has ended and is kept for its logs needs no supervisor. */
function isOver({ holder, containers }: ListedPod): boolean {
  return holder === undefined && containers.every(({ state }) => state !== 'running');
}

function rowsOf(listed: ListedPod, view: PodView | undefined): readonly Row[] {
  return listed.containers.map((container) => {
    const known = view?.containers.find(({ name }) => name === container.name);
    return {
      project: listed.project,
      pod: listed.pod,
      container: container.name,
      role: container.role,
      state: stateOf(container, known, view?.waitsForPods ?? []),
      ready: known ? readiness(known) : '-',
      restarts: restartsOf(container),
      image: container.image,
    };
  });
}

/** As the kubelet counts: an instance that is made already and waits for its back-off is no restart yet. */
export function restartsOf({ attempt, state }: Pick<ListedContainer, 'attempt' | 'state'>): number {
  return state === 'created' ? Math.max(0, attempt - 1) : attempt;
}

/** A container that waits for other pods says for which. */
export function stateOf(
  { status, state }: Pick<ListedContainer, 'status' | 'state'>,
  known: ContainerView | undefined,
  waits: readonly PodWait[],
): string {
  const isHeld = known?.state.is === 'waiting' && known.state.waitsFor?.on === 'pods';
  if (isHeld && waits.length > 0) return `Waiting for ${waits.map(({ pod }) => pod).join(', ')}`;
  if (known?.state.is === 'running' && known.stop) return 'Terminating';
  return state === 'created' ? 'Waiting' : status;
}

function readiness({ state, ready }: ContainerView): string {
  if (state.is === 'terminated') return state.exitCode === 0 ? 'done' : 'no';
  return ready ? 'yes' : 'no';
}
