import type { Level } from '../../logs/line/level.ts';
import type { Role } from '../../logs/merge/record.ts';
import type { ActionId } from '../input/keymap.ts';
import {
  keyOf,
  type LogSettings,
  nameAmong,
  only,
  type UiState,
  type Update,
  type World,
  withNotice,
} from '../model.ts';

const levels: readonly (Level | undefined)[] = [undefined, 'info', 'warn', 'error'];
const windows: readonly (number | undefined)[] = [undefined, 60, 300, 900, 3600];
const timestamps: readonly LogSettings['timestamps'][] = ['off', 'local', 'utc', 'relative'];

/** Columns of a step sideways. */
const panBy = 20;
const mostContext = 50;

/** Changes what the log shows and how, or moves in it; other actions change nothing. */
export function changeLog(state: UiState, action: ActionId, world: World): Update {
  const { log } = state;
  switch (action) {
    case 'follow':
      return only(state, { type: 'log', move: { type: 'toggleFollow' } });
    case 'next-match':
      return only(state, { type: 'log', move: { type: 'nextMatch' } });
    case 'previous-match':
      return only(state, { type: 'log', move: { type: 'previousMatch' } });
    case 'next-error':
      return only(state, { type: 'log', move: { type: 'nextError' } });
    case 'previous-error':
      return only(state, { type: 'log', move: { type: 'previousError' } });
    case 'mark':
      return only(state, { type: 'log', move: { type: 'mark' } });
    case 'left':
    case 'right':
      return only(state, { type: 'log', move: { type: 'pan', columns: action === 'left' ? -panBy : panBy } });
    case 'marker': {
      const text = `── ${new Date(world.now).toISOString().slice(11, 19)} UTC ──`;
      return only(state, { type: 'log', move: { type: 'marker', text } });
    }
    case 'clear':
      return only(state, { type: 'clear' });
    case 'copy':
    case 'detail':
      return only(state, { type: action });
    case 'request':
      return only(state, { type: 'request', pattern: state.requestPattern });
    case 'save':
      return only(state, { type: 'save' });
    case 'wrap':
      return said(
        state,
        { ...log, wrap: !log.wrap },
        `long lines are ${log.wrap ? 'cut' : 'wrapped'}`,
        world,
      );
    case 'timestamps': {
      const next = after(timestamps, log.timestamps);
      return said(state, { ...log, timestamps: next }, `times: ${next}`, world);
    }
    case 'elapsed': {
      const words = log.elapsed ? 'no time since the line before' : 'time since the line before';
      return said(state, { ...log, elapsed: !log.elapsed }, words, world);
    }
    case 'json': {
      const json = log.json === 'laidOut' ? 'asWritten' : 'laidOut';
      return said(state, { ...log, json }, `JSON ${json === 'laidOut' ? 'laid out' : 'as written'}`, world);
    }
    default:
      return changeShown(state, action, world);
  }
}

function changeShown(state: UiState, action: ActionId, world: World): Update {
  const { log, selected } = state;
  switch (action) {
    case 'more':
    case 'less': {
      const context = Math.min(mostContext, Math.max(0, log.context + (action === 'more' ? 1 : -1)));
      const words = log.filter === '' ? ', once there is a filter' : '';
      return said(state, { ...log, context }, `${context} lines around each match${words}`, world);
    }
    case 'level': {
      const level = after(levels, log.level);
      const { level: _, ...rest } = log;
      return said(state, level === undefined ? rest : { ...rest, level }, `level: ${level ?? 'all'}`, world);
    }
    case 'window': {
      const seconds = after(windows, log.windowSeconds);
      return said(
        state,
        withWindow(log, seconds),
        seconds === undefined ? 'all lines' : `the last ${seconds / 60} min`,
        world,
      );
    }
    case 'toggle': {
      if (!selected) return only(state);
      const muted = toggled(log.muted, keyOf(selected));
      const words = `${nameAmong(world.containers, selected)} ${muted.has(keyOf(selected)) ? 'muted' : 'shown'}`;
      return said(state, { ...log, muted }, words, world);
    }
    case 'only': {
      if (!selected) return only(state);
      const others = world.containers.map(keyOf).filter((key) => key !== keyOf(selected));
      return said(
        state,
        { ...log, muted: new Set(others), mutedRoles: new Set() },
        `only ${nameAmong(world.containers, selected)}`,
        world,
      );
    }
    case 'all':
      return said(
        state,
        { ...withInstance(log, undefined), muted: new Set(), mutedRoles: new Set(), mutedPatterns: [] },
        'nothing muted',
        world,
      );
    case 'previous':
      return previousInstance(state, world);
    case 'toggle-init':
      return role(state, 'init', 'init containers', world);
    case 'toggle-sidecars':
      return role(state, 'sidecar', 'sidecars', world);
    default:
      return only(state);
  }
}

/** One instance further back each time, all lines again behind the first. */
function previousInstance(state: UiState, world: World): Update {
  const { log, selected } = state;
  const known = world.containers.find((one) => selected && keyOf(one) === keyOf(selected));
  if (!known) return only(withNotice(state, 'there is no container yet', world.now));
  const { pod, container, attempt } = known;
  const name = nameAmong(world.containers, known);
  if (attempt === 0) return only(withNotice(state, `${name} has not been restarted`, world.now));
  const shown = log.instance && keyOf(log.instance) === keyOf(known) ? log.instance.attempt : attempt;
  const instance = shown === 0 ? undefined : { pod, container, attempt: shown - 1 };
  const words = instance
    ? `only ${name}, attempt ${shown} of ${attempt + 1}`
    : `every attempt of ${name}, and all others`;
  return said({ ...state, view: 'logs' }, withInstance(log, instance), words, world);
}

/** One instance of a container; undefined for all lines. */
export function withInstance(log: LogSettings, instance: LogSettings['instance']): LogSettings {
  const { instance: _, ...rest } = log;
  return instance === undefined ? rest : { ...rest, instance };
}

/** The last so many seconds; undefined for everything. */
export function withWindow(log: LogSettings, seconds: number | undefined): LogSettings {
  const { windowSeconds: _, ...rest } = log;
  return seconds === undefined ? rest : { ...rest, windowSeconds: seconds };
}

function role(state: UiState, name: Role, words: string, world: World): Update {
  const mutedRoles = toggled(state.log.mutedRoles, name);
  return said(
    state,
    { ...state.log, mutedRoles },
    `${words} ${mutedRoles.has(name) ? 'muted' : 'shown'}`,
    world,
  );
}

function said(state: UiState, log: LogSettings, words: string, { now }: World): Update {
  return only(withNotice({ ...state, log }, words, now));
}

function after<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length]!;
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
