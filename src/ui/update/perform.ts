import type { ActionId } from '../input/keymap.ts';
import {
  initialState,
  only,
  type UiState,
  type Update,
  type ViewName,
  viewNames,
  type World,
  withNotice,
} from '../model.ts';
import { performOnContainer } from './perform-container.ts';
import { inView, isInView } from './perform-in-view.ts';
import { changeList } from './perform-list.ts';
import { changeLog, withInstance } from './perform-log.ts';
import { isMove, move } from './perform-move.ts';

/** Does an action, whether a key or the palette asked for it. */
export function perform(state: UiState, action: ActionId, world: World): Update {
  switch (action) {
    case 'help':
      return only({ ...state, overlay: { type: 'help', scroll: 0 } });
    case 'palette':
      return only({ ...state, prompt: { kind: 'command', view: state.view, text: '', before: '' } });
    case 'filter': {
      const { view } = state;
      const before = view === 'logs' ? state.log.filter : state.filters[view];
      return only({ ...state, prompt: { kind: 'filter', view, text: before, before } });
    }
    case 'search': {
      const before = state.log.search;
      return only({ ...state, view: 'logs', prompt: { kind: 'search', view: 'logs', text: before, before } });
    }
    case 'quit':
      return quit(state, world);
    case 'go-on':
      return goOn(state, world);
    case 'detach':
      return world.leaveAtOnce
        ? only(state, { type: 'leave' })
        : only(state, { type: 'act', action: { type: 'detach' } });
    case 'suspend':
      return only(state, { type: 'suspend' });
    case 'cancel':
      return cancel(state);
    case 'logs':
    case 'timeline':
    case 'traffic':
    case 'events':
      return only({ ...state, view: viewNames.find((name) => name === action)! });
    case 'focus':
      return only({ ...state, focus: state.focus === 'main' ? 'containers' : 'main' });
    case 'zoom':
      return only({ ...state, zoom: !state.zoom, focus: state.zoom ? 'containers' : 'main' });
    case 'next-step':
      return only(state, { type: 'nextStep' });
    case 'fold':
    case 'trouble':
      return changeList(state, action, world);
    case 'mouse':
      return switchMouse(state, world);
    case 'play':
    case 'faster':
    case 'slower':
    case 'forward':
    case 'back':
      return world.replay ? only(state, { type: 'replay', command: action }) : only(state);
    case 'why':
    case 'spec':
    case 'shell':
    case 'toolbox':
    case 'pcap':
    case 'restart':
    case 'restart-pod':
    case 'stop':
    case 'kill':
    case 'capture':
      return performOnContainer(state, action, world);
    default:
      if (isMove(action)) return move(state, action, world);
      return isInView(action) ? inView(state, action, world) : changeLog(state, action, world);
  }
}

function quit(state: UiState, { leaveAtOnce, now }: World): Update {
  if (leaveAtOnce) return only(state, { type: 'leave' });
  if (state.quitting > 0) {
    const killing = withNotice({ ...state, quitting: 2 }, 'killing everything', now, 'bad');
    return only(killing, { type: 'act', action: { type: 'kill' } });
  }
  const words = 'stopping in order; once more kills';
  return only(withNotice({ ...state, quitting: 1 }, words, now, 'busy'), {
    type: 'act',
    action: { type: 'stop' },
  });
}

function switchMouse(state: UiState, { now }: World): Update {
  const mouse = !state.mouse;
  const words = mouse ? 'mouse: wheel and clicks' : "mouse: the terminal's own selection";
  return only(withNotice({ ...state, mouse }, words, now), { type: 'mouse', on: mouse });
}

/** Whatever is in the way, the newest first. */
function cancel(state: UiState): Update {
  if (state.notice) {
    const { notice: _, ...rest } = state;
    return only(rest);
  }
  const cleared = state.view === 'logs' ? withoutLogFilter(state) : withoutFilter(state, state.view);
  if (cleared) return only(cleared);
  if (state.zoom) return only({ ...state, zoom: false, focus: 'containers' });
  if (state.view !== 'logs') return only({ ...state, view: 'logs' });
  return only(state, { type: 'log', move: { type: 'follow' } });
}

/** Undefined where nothing is to be cleared. */
function withoutLogFilter(state: UiState): UiState | undefined {
  const { log } = state;
  if (log.search !== '') return { ...state, log: { ...log, search: '' } };
  if (log.filter !== '') return { ...state, log: { ...log, filter: '' } };
  return log.instance ? { ...state, log: withInstance(log, undefined) } : undefined;
}

/** Undefined where nothing is to be cleared. */
function withoutFilter(state: UiState, view: Exclude<ViewName, 'logs'>): UiState | undefined {
  if (state.filters[view] !== '') return { ...state, filters: { ...state.filters, [view]: '' } };
  const { timeline } = initialState;
  return view === 'timeline' && state.timeline !== timeline ? { ...state, timeline } : undefined;
}

function goOn(state: UiState, { step, readOnly, now }: World): Update {
  if (readOnly) return only(withNotice(state, 'read-only: no step is taken from here', now, 'busy'));
  if (!step) return only(withNotice(state, 'no start or stop waits for a key', now, 'busy'));
  return only(state, { type: 'act', action: { type: 'goOn', ...step } });
}
