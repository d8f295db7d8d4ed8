import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { ActiveFault } from '../../faults/fault.ts';
import { faultOrder } from '../../faults/order.ts';
import { type FaultEngine, faultEngine } from '../../supervisor/faults/fault-engine.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { choosePods, type PodChoice } from '../find/choose-pods.ts';
import { connectEngine } from '../find/connect.ts';
import { askSupervisors, findSupervised, resolveTarget, type Supervised } from '../find/find-supervised.ts';
import { harmlessLines } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';
import { version } from '../version.ts';

interface FaultOptions extends PodChoice {
  readonly host?: string;
}

/** Several engine calls, and on a busy machine a container that is made. */
const answerMs = 60_000;

/** `outrider fault add TARGET FAULT…`: comes back when all are on. */
export async function addFaults(
  target: string,
  faults: readonly string[],
  options: FaultOptions & { readonly for: number },
): Promise<number> {
  const found = await findSupervised([], options);
  try {
    const { supervised, container } = resolveTarget(found, target);
    const { control, pod, state } = supervised;
    const wishes = faults.map((words) => ({
      words,
      forMs: options.for,
      ...(container !== undefined && { container }),
    }));
    // Before the first one is on, so that all of them are or none.
    for (const wish of wishes) {
      const order = faultOrder(state.pod, wish);
      if (!order.ok) throw new Failure(exitCodes.usage, order.problem);
    }
    for (const wish of wishes) {
      const [fault] = await faultsOf(control.ask({ type: 'addFault', pod, ...wish }, undefined, answerMs));
      if (fault) say(`${pod}: ${inWords(fault)}`);
    }
    return exitCodes.ok;
  } finally {
    found.close();
  }
}

/** `outrider fault list`: also those whose supervisor is gone. */
export async function listFaults(
  pods: readonly string[],
  options: FaultOptions & { readonly output: 'table' | 'json' },
): Promise<number> {
  const faults = await withPods(pods, options, async (pod) =>
    (await pod.list()).map((fault) => ({ pod: pod.name, ...fault })),
  );
  const rows = faults.flat();
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(rows)}\n`);
  else if (rows.length === 0) say('no fault is on');
  else
    printTable(
      ['POD', 'ID', 'FAULT', 'CONTAINER', 'LEFT'],
      rows.map(({ pod, id, words, container = '', leftMs }) => [pod, id, words, container, seconds(leftMs)]),
    );
  return exitCodes.ok;
}

/** `outrider fault clear`: takes faults off before their time. */
export async function clearFaults(
  pod: string | undefined,
  ids: readonly string[],
  options: FaultOptions,
): Promise<number> {
  const cleared = await withPods(pod === undefined ? [] : [pod], options, async (one) => {
    const were = await one.clear(ids);
    for (const { id, words } of were) say(`${one.name}: ${words} (${id}) is off`);
    return were;
  });
  const missing = ids.filter((id) => !cleared.flat().some((one) => one.id === id));
  if (missing.length > 0)
    throw new Failure(exitCodes.failure, `there is no fault ${missing.join(', ')} on pod ${pod}`);
  if (cleared.flat().length === 0) say('no fault is on');
  return exitCodes.ok;
}

/** The faults of one pod, through its supervisor or without one. */
interface PodFaults {
  readonly name: string;
  list(): Promise<readonly ActiveFault[]>;
  clear(ids: readonly string[]): Promise<readonly ActiveFault[]>;
}

async function withPods<T>(
  names: readonly string[],
  options: FaultOptions,
  work: (pod: PodFaults) => Promise<T>,
): Promise<readonly T[]> {
  const life = new AbortController();
  const connection = await connectEngine(options.host, life.signal);
  try {
    const listed = await choosePods(connection, names, options, life.signal);
    const found = await askSupervisors(connection, listed);
    try {
      const alone = await Promise.all(
        found.unreached.map((one) => unsupervised(connection, one.listed, life.signal)),
      );
      const pods = [...found.supervised.map(throughSupervisor), ...alone.filter((one) => one !== undefined)];
      return await Promise.all(pods.map(work));
    } finally {
      found.close();
    }
  } finally {
    life.abort();
    connection.close();
  }
}

function throughSupervisor({ control, pod }: Supervised): PodFaults {
  return {
    name: pod,
    list: () => faultsOf(control.ask({ type: 'faults', pod })),
    clear: (faults) => faultsOf(control.ask({ type: 'clearFaults', pod, faults }, undefined, answerMs)),
  };
}

/** Undefined for a pod whose holder does not run: nothing can be on there. */
async function unsupervised(
  connection: Connection,
  { project, pod, spec, holder }: ListedPod,
  signal: AbortSignal,
): Promise<PodFaults | undefined> {
  if (!spec || holder === undefined) return undefined;
  const { createEngine } = await import('../../docker/engine.ts');
  const engine: FaultEngine = faultEngine(
    createEngine({ docker: connection.docker, project, pod: spec, version, images: { holder: '' } }),
    signal,
  );
  return {
    name: pod,
    list: engine.list,
    async clear(ids) {
      const on = (await engine.list()).filter(({ id }) => ids.length === 0 || ids.includes(id));
      if (on.length > 0) await engine.clear(on.map(({ id }) => id));
      return on;
    },
  };
}

async function faultsOf(asked: ReturnType<Supervised['control']['ask']>): Promise<readonly ActiveFault[]> {
  const reply = await asked;
  return reply.type === 'faults' ? reply.faults : [];
}

function inWords({ id, words, container, leftMs }: ActiveFault): string {
  const what = container === undefined ? words : `${words} of ${container}`;
  return leftMs === 0 ? `${what} was sent` : `${what} is on for ${seconds(leftMs)} (${id})`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10}s`;
}

function say(words: string): void {
  process.stderr.write(harmlessLines(`${words}\n`));
}
