import { setImmediate } from 'node:timers/promises';
import type { Found } from '../logs/keep/seek.ts';
import { foldOutJson } from '../logs/line/layout.ts';
import { sanitize } from '../logs/line/sanitize.ts';
import { requestIds, traceIdOf } from '../logs/trace/ids.ts';
import { ownIdFinder, problemOfIdPattern } from '../logs/trace/own-id.ts';
import type { LogEntry } from './log/log-entry.ts';
import type { ContainerRef, Effect, LogMove, Overlay } from './model.ts';
import type { PastReading } from './past-reading.ts';
import type { RunAction, UiPorts } from './ports.ts';
import type { Session } from './session.ts';
import type { Tone } from './view/theme.ts';
import { whyLines } from './view/why.ts';
import { count } from './view/words.ts';

interface EffectContext {
  readonly ports: UiPorts;
  readonly past: PastReading;
  readonly session: Session;
  readonly now: () => number;
  readonly say: (text: string, tone?: Tone) => void;
  readonly open: (title: string, lines: readonly string[]) => void;
  readonly show: (overlay: Overlay) => void;
  readonly leave: () => void;
  readonly suspend: (callback: () => Promise<void>) => Promise<void>;
  readonly setMouse: (on: boolean) => void;
  /** A movement is under way; the pane goes on with it. */
  readonly seek: (move: LogMove) => void;
}

/** Does what an update asked for. Nothing throws: what goes wrong is said. */
export function runEffect(effect: Effect, context: EffectContext): void {
  const { session, say } = context;
  switch (effect.type) {
    case 'act':
      return void act(effect.action, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'leave':
      return context.leave();
    case 'suspend':
      return void suspend(context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'mouse':
      return context.setMouse(effect.on);
    case 'log':
      return void moveInLog(effect.move, context).catch((error: unknown) =>
        say(describeFailure(error), 'bad'),
      );
    case 'copy':
      return copy(context);
    case 'detail':
      return detail(context);
    case 'clear':
      return clear(context);
    case 'request':
      return request(effect, context);
    case 'save':
      return void save(effect.name, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'why': {
      const { pod, container } = effect.of;
      return context.open(`Why ${pod}/${container}`, whyLines(session.view(), effect.of, context.now()));
    }
    case 'spec':
      return void spec(effect.of, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'pcap':
      return void pcap(effect.pod, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'nextStep':
      return void nextStep(context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'replay':
      return steer(effect.command, context);
  }
}

/** An error in one line, whatever was thrown. */
export function describeFailure(error: unknown): string {
  return sanitize(error instanceof Error ? error.message : String(error), { colors: false });
}

async function act(action: RunAction, { ports, say, open, suspend, leave }: EffectContext): Promise<void> {
  let message: string | undefined;
  const run = async (): Promise<void> => {
    ({ message } = await ports.act(action));
  };
  const takesTerminal = ['shell', 'toolbox', 'command'].includes(action.type);
  await (takesTerminal ? suspend(run) : run());
  if (action.type === 'detach') return leave();
  if (message === undefined || message === '') return;
  if (message.includes('\n')) open('Result', message.split('\n'));
  else say(message);
}

async function suspend({ ports, suspend: handOver, say }: EffectContext): Promise<void> {
  const { pause } = ports;
  if (!pause) return say('nothing to suspend: this is no process of a shell', 'busy');
  await handOver(pause);
}

async function spec({ pod, container }: ContainerRef, { ports, say, open }: EffectContext): Promise<void> {
  if (!ports.spec) return say('the spec is known only while the pod runs', 'busy');
  const rows = await ports.spec(pod, container);
  open(
    `Spec of ${pod}/${container}`,
    rows.map((row) => sanitize(row, { colors: false })),
  );
}

async function pcap(pod: string, { ports: { packets }, now, say }: EffectContext): Promise<void> {
  if (!packets) return say('packets are recorded only while the pod runs', 'busy');
  if (packets.pods().includes(pod)) return say(await packets.end(pod));
  say(await packets.begin(pod, `${pod}-${fileStamp(now())}.pcapng`, say));
}

async function nextStep({ ports: { guide }, say }: EffectContext): Promise<void> {
  say(guide ? await guide.next() : 'no lesson is played here; see `outrider lesson list`');
}

/** A search looks at all lines there are, so they are read before it begins. */
async function moveInLog(move: LogMove, context: EffectContext): Promise<void> {
  const { past, session, say } = context;
  if (searches.includes(move.type) && !past.isWhole()) {
    say('reading earlier lines…');
    // Where the engine does not answer, the lines that are here are looked through.
    await past.whole().catch(() => {});
  }
  tellFound(session.pane().move(move), move, context);
  await goFurtherBack(move, context);
}

const searches: readonly LogMove['type'][] = ['nextMatch', 'previousMatch', 'nextError', 'previousError'];

/** At the first line, older ones are read from the engine; who went to the beginning is then at theirs. */
async function goFurtherBack(move: LogMove, context: EffectContext): Promise<void> {
  const { past, session, say } = context;
  const pane = session.pane();
  const isUp = (move.type === 'by' && move.lines < 0) || (move.type === 'page' && move.rows < 0);
  if (!(isUp || move.type === 'top') || !pane.isAtStart()) return;
  const before = pane.current();
  if (!(await past.whole())) return;
  say('earlier lines were read from the engine');
  const now = pane.current();
  const stayed = now?.time === before?.time && now?.line === before?.line;
  if (move.type === 'top' && stayed) tellFound(pane.move(move), move, context);
}

/** Says what came of a movement where there is something to say. */
export function tellFound(
  found: Found,
  move: LogMove,
  { say, seek }: Pick<EffectContext, 'say' | 'seek'>,
): void {
  if (found === 'later') seek(move);
  else if (found === 'wrapped') say(wrapped(move), 'busy');
  else if (!found) say(nothingFound(move), 'busy');
}

function wrapped({ type }: LogMove): string {
  const isDown = type === 'nextMatch' || type === 'nextError';
  return isDown ? 'past the end: on from the beginning' : 'past the beginning: on from the end';
}

function nothingFound(move: LogMove): string {
  switch (move.type) {
    case 'nextMatch':
    case 'previousMatch':
      return 'no match';
    case 'nextError':
    case 'previousError':
      return 'no error';
    default:
      return 'there is no line';
  }
}

function copy({ ports, session, say }: EffectContext): void {
  const chosen = session.pane().chosen();
  if (chosen.length === 0) return say('there is no line to copy');
  ports.copy?.(chosen.map(({ line }) => sanitize(line, { colors: false })).join('\n'));
  session.pane().move({ type: 'clearMarks' });
  say(`copied ${count(chosen.length, 'line')}`);
}

function detail({ session, open, say }: EffectContext): void {
  const entry = session.pane().current();
  if (!entry) return say('there is no line');
  const lines = foldOutJson(entry.line) ?? [sanitize(entry.line, { colors: false })];
  open(`${entry.pod}/${entry.container} ${entry.time}`, lines);
}

function clear({ session, say }: EffectContext): void {
  const hide = !session.pane().status().cleared;
  session.pane().move({ type: hide ? 'clear' : 'unclear' });
  say(hide ? 'earlier lines are hidden; ctrl-l shows them again' : 'earlier lines are shown again');
}

/** Follows one request: the id that was typed, else one of the current line. */
function request(
  { id, pattern }: Extract<Effect, { type: 'request' }>,
  { past, session, show, say }: EffectContext,
): void {
  past.whole().catch((error: unknown) => say(describeFailure(error), 'bad'));
  if (id !== undefined) return show({ type: 'request', id: traceIdOf(id), others: [], scroll: 0 });
  const entry = session.pane().current();
  if (!entry) return say('there is no line');
  const [first, ...others] = requestIdsOf(entry.line, pattern);
  if (first === undefined) return say('no id of a request is in this line; :request ID follows one', 'busy');
  show({ type: 'request', id: first, others, scroll: 0 });
}

/** A pattern that cannot be read finds nothing of its own. */
function requestIdsOf(line: string, pattern: string): readonly string[] {
  const own = pattern === '' || problemOfIdPattern(pattern) !== undefined ? undefined : ownIdFinder(pattern);
  return requestIds(line, own).map(({ id }) => id);
}

async function save(
  name: string | undefined,
  { ports, past, session, say, now }: EffectContext,
): Promise<void> {
  if (!ports.saveText) return say('there is no place to save to', 'bad');
  await past.whole();
  session.pane().wantAll();
  while (session.pane().isBehind()) {
    session.pane().work();
    await setImmediate();
  }
  const file = name ?? `${session.view().project || 'outrider'}-${fileStamp(now())}.log`;
  let saved = 0;
  async function* parts(): AsyncIterable<string> {
    let part = '';
    for (const entry of session.pane().shown()) {
      part += toSavedLine(entry);
      saved++;
      if (part.length < partLength) continue;
      yield part;
      part = '';
      await setImmediate();
    }
    yield part;
  }
  const where = await ports.saveText(file, parts());
  say(`saved ${count(saved, 'line')} to ${where}`);
}

/** As in `2026-07-01T12-00-00`: colons are not for the names of files everywhere. */
function fileStamp(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Keys have their turn between two parts. */
const partLength = 256 * 1024;

function toSavedLine({ time, pod, container, line, divider }: LogEntry): string {
  return divider ? `${line}\n` : `${time} ${pod}/${container} ${sanitize(line, { colors: false })}\n`;
}

const seekMs = 5000;

function steer(
  command: Extract<Effect, { type: 'replay' }>['command'],
  { ports: { replay } }: EffectContext,
): void {
  if (!replay) return;
  const { playing, speed, offsetMs } = replay.status();
  if (command === 'play') replay.setPlaying(!playing);
  else if (command === 'faster') replay.setSpeed(Math.min(64, speed * 2));
  else if (command === 'slower') replay.setSpeed(Math.max(1 / 8, speed / 2));
  else replay.seek(offsetMs + (command === 'forward' ? seekMs : -seekMs));
}
