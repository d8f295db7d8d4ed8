import { setImmediate } from 'node:timers/promises';
import type { Found } from '../logs/keep/window.ts';
import { foldOutJson } from '../logs/line/layout.ts';
import { sanitize } from '../logs/line/sanitize.ts';
import type { LogEntry } from './log/log-entry.ts';
import type { ContainerRef, Effect, LogMove } from './model.ts';
import type { RunAction, UiPorts } from './ports.ts';
import type { Session } from './session.ts';
import type { Tone } from './view/theme.ts';
import { whyLines } from './view/why.ts';
import { count } from './view/words.ts';

interface EffectContext {
  readonly ports: UiPorts;
  readonly session: Session;
  readonly now: () => number;
  readonly say: (text: string, tone?: Tone) => void;
  readonly open: (title: string, lines: readonly string[]) => void;
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
    case 'mouse':
      return context.setMouse(effect.on);
    case 'log':
      return tellFound(session.pane().move(effect.move), effect.move, context);
    case 'copy':
      return copy(context);
    case 'detail':
      return detail(context);
    case 'save':
      return void save(effect.name, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
    case 'why': {
      const { pod, container } = effect.of;
      return context.open(`Why ${pod}/${container}`, whyLines(session.view(), effect.of, context.now()));
    }
    case 'spec':
      return void spec(effect.of, context).catch((error: unknown) => say(describeFailure(error), 'bad'));
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
  await (action.type === 'shell' ? suspend(run) : run());
  if (action.type === 'detach') return leave();
  if (message === undefined || message === '') return;
  if (message.includes('\n')) open('Result', message.split('\n'));
  else say(message);
}

async function spec({ pod, container }: ContainerRef, { ports, say, open }: EffectContext): Promise<void> {
  if (!ports.spec) return say('the spec is known only while the pod runs', 'busy');
  const rows = await ports.spec(pod, container);
  open(
    `Spec of ${pod}/${container}`,
    rows.map((row) => sanitize(row, { colors: false })),
  );
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

async function save(name: string | undefined, { ports, session, say, now }: EffectContext): Promise<void> {
  if (!ports.saveText) return say('there is no place to save to', 'bad');
  while (session.pane().isBehind()) await setImmediate();
  const lines = session.pane().shown();
  const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-');
  const file = name ?? `${session.view().project || 'outrider'}-${stamp}.log`;
  const where = await ports.saveText(file, lines.map(toSavedLine).join(''));
  say(`saved ${count(lines.length, 'line')} to ${where}`);
}

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
