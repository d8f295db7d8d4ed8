import type { ListedContainer, ListedPod } from '../../docker/list.ts';
import type { OutriderEvent, PodWait } from '../../events/types.ts';
import { type ContainerView, foldEvents, type PodView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import { findingsOf, inOrder } from '../../findings/findings.ts';
import { findingLine } from '../../findings/words.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { exitCodes } from '../exit-codes.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { askSupervisors } from '../find/find-supervised.ts';
import { toldSoFar, viewOf } from '../find/told-so-far.ts';
import { tellUnreached } from '../find/unreached.ts';
import { harmlessLines } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';
import { serviceCells, serviceHeads, serviceRows } from '../show/service-rows.ts';

interface PsOptions extends PodChoice {
  readonly host?: string;
  readonly output: 'table' | 'json';
}

/** `outrider ps`: what is there, in start order; readiness and findings where a supervisor can be asked. */
export async function ps(options: PsOptions): Promise<number> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const pods = await choosePods(connection, [], { ...options, several: true }, signal);
    const found = await askSupervisors(connection, pods);
    // A supervisor that is lost meanwhile leaves what the engine shows.
    const events = await toldSoFar(found.supervised).catch(() => []);
    const findings: Finding[] = [];
    const rows = pods.flatMap((listed) => {
      const supervised = found.supervised.find(
        ({ project, pod }) => project === listed.project && pod === listed.pod,
      );
      const view = supervised && viewOf(events, supervised);
      const own = view ? findingsOf(view, systemClock.wall(), podsOf(events, listed.project)) : [];
      findings.push(...own);
      return rowsOf(listed, view, own);
    });
    const now = systemClock.wall();
    const services = [...new Set(pods.map(({ project }) => project))].flatMap((project) =>
      serviceRows(
        foldEvents(events.filter((event) => event.project === project)),
        pods.filter((pod) => pod.project === project),
        now,
      ),
    );
    findings.push(...services.flatMap((service) => service.findings));
    found.close();
    for (const one of found.unreached) if (!isOver(one.listed)) tellUnreached(one);
    if (options.output === 'json')
      for (const row of [...rows, ...services]) process.stdout.write(`${JSON.stringify(row)}\n`);
    else {
      printTable(
        ['PROJECT', 'POD', 'CONTAINER', 'ROLE', 'STATE', 'READY', 'RESTARTS', 'FINDING', 'IMAGE'],
        rows.map(cellsOf),
      );
      if (services.length > 0) process.stdout.write('\n');
      if (services.length > 0) printTable(serviceHeads, services.map(serviceCells));
      for (const one of inOrder(findings)) process.stderr.write(harmlessLines(`${findingLine(one, true)}\n`));
    }
    return exitCodes.ok;
  } finally {
    connection.close();
  }
}

function podsOf(events: readonly OutriderEvent[], project: string): Readonly<Record<string, PodView>> {
  return foldEvents(events.filter((event) => event.project === project)).pods;
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
  /** What the instance that ended last has left in its termination message; absent where nobody supervises the pod. */
  readonly terminationMessage?: string;
  /** What is wrong with the container, or with its pod as a whole. */
  readonly findings: readonly Finding[];
}

function cellsOf(row: Row): readonly (string | number)[] {
  const { project, pod, container, role, state, ready, restarts, image, findings } = row;
  const own = findings.find((one) => one.container === container);
  return [project, pod, container, role, state, ready, restarts, own?.name ?? '-', image];
}

/** A pod that has ended and is kept for its logs needs no supervisor. */
function isOver({ holder, containers }: ListedPod): boolean {
  return holder === undefined && containers.every(({ state }) => state !== 'running');
}

function rowsOf(listed: ListedPod, view: PodView | undefined, findings: readonly Finding[]): readonly Row[] {
  return withUncreated(listed.containers, view).map((container) => {
    const known = view?.containers.find(({ name }) => name === container.name);
    return {
      project: listed.project,
      pod: listed.pod,
      container: container.name,
      role: container.role,
      state: neverStarted(listed, container)
        ? 'Not started'
        : stateOf(container, known, view?.waitsForPods ?? []),
      ready: known ? readiness(known) : '-',
      restarts: restartsOf(container),
      image: container.image,
      ...terminationMessageOf(known),
      findings: findings.filter((one) => one.container === undefined || one.container === container.name),
    };
  });
}

/** With the containers that the engine does not have yet: their image or their data is missing. */
export function withUncreated(
  listed: readonly ListedContainer[],
  view: Pick<PodView, 'containers'> | undefined,
): readonly Omit<ListedContainer, 'id'>[] {
  if (!view) return listed;
  const known = view.containers.flatMap<Omit<ListedContainer, 'id'>>(
    ({ name, role, image, attempt, state }) => {
      const found = listed.find((one) => one.name === name);
      if (found || state.is !== 'waiting') return found ? [found] : [];
      return [{ name, role, attempt, image, state: 'created', status: 'Created' }];
    },
  );
  return [...known, ...listed.filter(({ name }) => !view.containers.some((one) => one.name === name))];
}

function terminationMessageOf(known: ContainerView | undefined): Pick<Row, 'terminationMessage'> {
  const ended = known?.state.is === 'terminated' ? known.state : known?.lastTerminated;
  return ended?.message === undefined ? {} : { terminationMessage: ended.message };
}

/** As the kubelet counts: an instance that is made already and waits for its back-off is no restart yet. */
export function restartsOf({ attempt, state }: Pick<ListedContainer, 'attempt' | 'state'>): number {
  return state === 'created' ? Math.max(0, attempt - 1) : attempt;
}

/** Of a pod that has ended before its turn came. */
function neverStarted(pod: ListedPod, { state }: Pick<ListedContainer, 'state'>): boolean {
  return isOver(pod) && state === 'created';
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
