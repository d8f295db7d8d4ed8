import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Notice } from '../supervisor/ports.ts';
import { inspectContainer } from './objects/containers.ts';
import { labels } from './objects/labels.ts';
import { isOomKilled } from './observe.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { statusOf } from './transport/errors.ts';
import { createJsonLines } from './transport/json-lines.ts';
import { onAbort } from './transport/on-abort.ts';
import { pause, reconnectDelay } from './transport/pause.ts';
import { chunksOf } from './transport/stream.ts';

/** One message of the engine's event stream, as far as it is read here. */
interface Message {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

interface WatchContext {
  readonly docker: Dockerode;
  readonly project: string;
  readonly pod: string;
  /** The pod's networks by the engine's names. */
  readonly networks: readonly string[];
  /** Whether we removed it ourselves: then nobody needs to be told. */
  readonly isRemoved: (id: string) => boolean;
  /** The last event of a container was read. */
  readonly onGone: (id: string) => void;
}

/**
 * What happens to the pod's containers. The stream is asked for at once, not at the first `next()`, so that nothing that
 * happens in between is missed. When it breaks it is taken up again from the last event on; the engine keeps only few
 * events, and none over its own restart, which is why `reconnected` follows.
 */
export function watch(context: WatchContext, signal: AbortSignal): AsyncIterable<Notice> {
  const first = openEvents(context, undefined, signal);
  first.catch(() => {});
  // Also when nobody ever asks for a notice.
  onAbort(signal, () => void first.then((stream) => stream.destroy()).catch(() => {}));
  return notices(context, first, signal);
}

/** A hiccup is not told; so many connections in a row that cannot be made are. */
const failuresToTell = 4;

async function* notices(
  context: WatchContext,
  first: Promise<Readable>,
  signal: AbortSignal,
): AsyncGenerator<Notice> {
  const seen = createSeen();
  let opening = first;
  let failures = 0;
  // Events without end that cannot be read are asked for ever more slowly; only one that was read counts as progress.
  for (let tries = 0, connections = 0; !signal.aborted; ) {
    try {
      const stream = await opening;
      failures = 0;
      if (connections++ > 0) yield { type: 'reconnected' };
      for await (const message of messagesOf(stream, signal)) {
        if (!concerns(context, message) || seen.has(message)) continue;
        const notice = await noticeOf(context, message, signal);
        seen.add(message);
        tries = 0;
        if (message.Action === 'destroy') context.onGone(message.Actor.ID);
        if (notice) yield notice;
      }
    } catch (error) {
      connections++;
      failures += 1;
      if (failures === failuresToTell && !signal.aborted)
        yield { type: 'disconnected', message: (error as Error).message };
    }
    if (signal.aborted) return;
    await pause(reconnectDelay(tries++), signal).catch(() => {});
    opening = openEvents(context, seen.since(), signal);
    opening.catch(() => {});
  }
}

/** `since` overlaps by less than this, so older events do not come twice. In nanoseconds. */
const overlapNs = 1e6;

/** Which events were read. It remembers only those that a new connection may bring again. */
function createSeen() {
  const times = new Map<string, number>();
  const keyOf = ({ Actor, Action, timeNano }: Message): string => `${Actor.ID} ${Action} ${timeNano}`;
  let latest: number | undefined;
  return {
    has: (message: Message): boolean => times.has(keyOf(message)),
    add(message: Message): void {
      latest = Math.max(latest ?? 0, message.timeNano);
      times.set(keyOf(message), message.timeNano);
      for (const [key, time] of times) if (time < latest - overlapNs) times.delete(key);
    },
    /** The moment to go on from, in nanoseconds since the epoch. */
    since: (): number | undefined => latest,
  };
}

/**
 * The engine filters by label the containers, but would leave out every network, which has no labels in its events: the events of other
 * containers are left out here. `die` is the fact and `destroy` the removal; `stop` and `kill` are decoration that may come in any order. Health checks
 * would make three more events each, so the engine filters.
 */
async function openEvents(
  { docker }: WatchContext,
  since: number | undefined,
  signal: AbortSignal,
): Promise<Readable> {
  const stream = await call('watch the engine', deadlines.read, signal, (abortSignal) =>
    docker.getEvents({
      filters: { type: ['container', 'network'], event: ['die', 'destroy', 'disconnect'] },
      ...(since !== undefined && { since: sinceText(since) }),
      abortSignal,
    } as unknown as Dockerode.GetEventsOptions),
  );
  return stream as Readable;
}

/** `timeNano` is too big for a JavaScript number, which is off by up to 128 ns: begin a little earlier. */
function sinceText(timeNano: number): string {
  const micros = Math.floor(timeNano / 1_000) - 1;
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}000`;
}

async function* messagesOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Message> {
  const queue: Message[] = [];
  const lines = createJsonLines((value) => queue.push(value as Message));
  for await (const chunk of chunksOf(stream, signal)) {
    lines.push(chunk);
    while (queue.length > 0) yield queue.shift()!;
  }
}

function concerns(
  { project, pod, networks }: WatchContext,
  { Type, Actor: { Attributes } }: Message,
): boolean {
  if (Type === 'network') return networks.includes(Attributes['name'] ?? '');
  return Attributes[labels.project] === project && Attributes[labels.pod] === pod;
}

async function noticeOf(
  context: WatchContext,
  { Action, Actor: { ID: id, Attributes } }: Message,
  signal: AbortSignal,
): Promise<Notice | undefined> {
  if (Action === 'disconnect') return { type: 'networkLost', id: Attributes['container'] ?? '' };
  const isHolder = Attributes[labels.role] === 'holder';
  if (Action === 'destroy') {
    if (context.isRemoved(id)) return undefined;
    return isHolder
      ? { type: 'sandboxLost', id, message: "the pod's holder was removed" }
      : { type: 'removed', id };
  }
  if (!isHolder) return exited(context, id, Number(Attributes['exitCode']), signal);
  if (context.isRemoved(id)) return undefined;
  return { type: 'sandboxLost', id, message: `the pod's holder ended with code ${Attributes['exitCode']}` };
}

/** The event has the code. What killed it stands in the container, unless that is gone already. */
async function exited(
  { docker }: WatchContext,
  id: string,
  exitCode: number,
  signal: AbortSignal,
): Promise<Notice> {
  try {
    const { State } = await inspectContainer(docker, id, signal);
    if (State.Running) return { type: 'exited', id, exitCode, oomKilled: false };
    return { type: 'exited', id, exitCode: State.ExitCode, oomKilled: isOomKilled(State) };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return { type: 'exited', id, exitCode, oomKilled: false };
  }
}
