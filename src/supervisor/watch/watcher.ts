import type { Report } from '../../lifecycle/state/facts.ts';
import type { PodState } from '../../lifecycle/state/state.ts';
import { containerNamed } from '../../pod/containers.ts';
import type { Loop } from '../loop.ts';
import type { Clock, Engine, Notice } from '../ports.ts';
import { missed } from './missed.ts';
import { observeAgain } from './observe-again.ts';
import { terminationMessage } from './termination-message.ts';

interface WatcherPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly loop: Pick<Loop, 'post' | 'state'>;
  readonly warn: (message: string) => void;
  /** The engine is back after a break: whatever follows it goes on. */
  readonly reconnected: () => void;
  /** The holder runs without its network. */
  readonly networkLost: () => void;
  readonly signal: AbortSignal;
}

/** A hiccup of the engine is not worth a warning; so many looks that fail in a row are. */
const failuresToTell = 4;

/**
 * Turns what the engine notices into facts, for as long as the pod lives. After every break of the connection, and for an
 * adopted pod at the start, the engine is looked at: nobody told what happened before. A look that fails is tried again.
 * A supervisor that cannot watch says so once, and once more when it can again.
 */
export async function watch(ports: WatcherPorts, adopted: boolean): Promise<void> {
  const { engine, loop, signal } = ports;
  const blindness = createBlindness(ports.warn);
  const notices = engine.watch(signal);
  if (adopted) await catchUp(ports, blindness);
  for await (const notice of notices) {
    if (notice.type === 'disconnected') blindness.begin(notice.message);
    else if (notice.type === 'networkLost') {
      if (notice.id === loop.state().sandbox.id) ports.networkLost();
    } else if (notice.type === 'reconnected') {
      await catchUp(ports, blindness);
      ports.reconnected();
    } else {
      const report = factOf(loop.state(), notice);
      if (report) loop.post(await withMessage(ports, report));
    }
  }
}

interface Blindness {
  readonly begin: (why: string) => void;
  readonly end: () => void;
}

function createBlindness(warn: (message: string) => void): Blindness {
  let blind = false;
  return {
    begin(why) {
      if (!blind) warn(`nobody tells what happens to the pod, until the engine answers again: ${why}`);
      blind = true;
    },
    end() {
      if (blind) warn('the engine answers again, and the pod was looked at');
      blind = false;
    },
  };
}

/** Compares what should be with what is. */
async function catchUp(
  { engine, clock, loop, networkLost, signal }: WatcherPorts,
  blindness: Blindness,
): Promise<void> {
  let before = loop.state();
  const onFailure = (error: unknown, tries: number): void => {
    before = loop.state();
    if (tries + 1 >= failuresToTell) blindness.begin(error instanceof Error ? error.message : String(error));
  };
  const observed = await observeAgain({ engine, clock, signal, onFailure });
  blindness.end();
  for (const report of missed(before, observed))
    loop.post(await withMessage({ engine, loop, signal }, report));
  const { sandbox } = observed;
  if (sandbox?.running && sandbox.id === before.sandbox.id && !sandbox.address) networkLost();
}

/** An exit with what the container has left to say about it. */
async function withMessage(
  { engine, loop, signal }: Pick<WatcherPorts, 'engine' | 'loop' | 'signal'>,
  report: Report,
): Promise<Report> {
  if (report.type !== 'exited') return report;
  const { pod, containers } = loop.state();
  const instance = containers[report.container]?.instance;
  if (!instance || !('id' in instance) || instance.id === undefined) return report;
  const container = containerNamed(pod, report.container);
  const { exitCode } = report;
  const message = await terminationMessage(engine, { container, id: instance.id, exitCode }, signal);
  return message ? { ...report, message } : report;
}

type TellingNotice = Exclude<Notice, { readonly type: 'reconnected' | 'disconnected' | 'networkLost' }>;

/** The fact behind a notice; undefined when it is about nothing that the pod still cares for. */
function factOf(state: PodState, notice: TellingNotice): Report | undefined {
  if (notice.type === 'sandboxLost') {
    if (notice.id !== state.sandbox.id) return undefined;
    return { type: 'sandboxLost', attempt: state.sandbox.attempt, message: notice.message };
  }
  const owner = Object.values(state.containers).find(
    ({ instance }) => 'id' in instance && instance.id === notice.id && instance.is !== 'terminated',
  );
  if (!owner) return undefined;
  const of = { container: owner.name, attempt: owner.attempt };
  if (notice.type === 'removed') return { type: 'vanished', ...of };
  const { exitCode, oomKilled } = notice;
  return { type: 'exited', ...of, exitCode, oomKilled };
}
