import type { ActionId } from './keymap.ts';
import {
  type ContainerRef,
  type LogMove,
  only,
  type UiState,
  type Update,
  viewNames,
  type World,
  withNotice,
} from './model.ts';
import { performOnContainer } from './perform-container.ts';
import { changeLog } from './perform-log.ts';

/** Does an action, whether a key or the palette asked for it. */
export function perform(state: UiState, action: ActionId, world: World): Update {
  switch (action) {
    case 'help':
      return only({ ...state, overlay: { type: 'help', scroll: 0 } });
    case 'palette':
      return only({ ...state, prompt: { kind: 'command', text: '', before: '' } });
    case 'filter':
    case 'search': {
      const before = state.log[action];
      return only({ ...state, view: 'logs', prompt: { kind: action, text: before, before } });
    }
    case 'quit':
      return quit(state, world);
    case 'detach':
      return world.leaveAtOnce
        ? only(state, { type: 'leave' })
        : only(state, { type: 'act', action: { type: 'detach' } });
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
    case 'play':
    case 'faster':
    case 'slower':
    case 'forward':
    case 'back':
      return world.replay ? only(state, { type: 'replay', command: action }) : only(state);
    case 'why':
    case 'spec':
    case 'shell':
    case 'restart':
    case 'restart-pod':
    case 'stop':
    case 'kill':
    case 'capture':
      return performOnContainer(state, action, world);
    default:
      return isMove(action) ? move(state, action, world) : changeLog(state, action, world);
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

/** Whatever is in the way, the newest first. */
function cancel(state: UiState): Update {
  if (state.notice) {
    const { notice: _, ...rest } = state;
    return only(rest);
  }
  if (state.log.search !== '') return only({ ...state, log: { ...state.log, search: '' } });
  if (state.log.filter !== '') return only({ ...state, log: { ...state.log, filter: '' } });
  if (state.zoom) return only({ ...state, zoom: false, focus: 'containers' });
  if (state.view === 'logs') return only(state, { type: 'log', move: { type: 'follow' } });
  return only({ ...state, view: 'logs' });
}

const moves = ['up', 'down', 'page-up', 'page-down', 'half-up', 'half-down', 'top', 'bottom'] as const;
type Move = (typeof moves)[number];

function isMove(action: ActionId): action is Move {
  return moves.some((one) => one === action);
}

/** One line up or down moves in what has the focus; larger steps always move the view. */
function move(state: UiState, action: Move, world: World): Update {
  const single = action === 'up' || action === 'down';
  if (single && state.focus === 'containers' && !state.zoom)
    return only(select(state, action === 'up' ? -1 : 1, world));
  if (state.view === 'logs') return only(state, { type: 'log', move: logMove(action, world.page) });
  return only({ ...state, scroll: { ...state.scroll, [state.view]: scrollTo(state, action, world.page) } });
}

function select(state: UiState, step: number, { containers }: World): UiState {
  const { selected } = state;
  const at = containers.findIndex(
    ({ pod, container }) => pod === selected?.pod && container === selected.container,
  );
  const next: ContainerRef | undefined = containers[at + step];
  return next ? { ...state, selected: { pod: next.pod, container: next.container } } : state;
}

const stepOf = (action: Move, page: number): number =>
  ({
    up: -1,
    down: 1,
    'page-up': -page,
    'page-down': page,
    'half-up': -Math.floor(page / 2),
    'half-down': Math.floor(page / 2),
    top: Number.NEGATIVE_INFINITY,
    bottom: Number.POSITIVE_INFINITY,
  })[action];

function logMove(action: Move, page: number): LogMove {
  if (action === 'top') return { type: 'top' };
  if (action === 'bottom') return { type: 'follow' };
  const step = stepOf(action, page);
  return action === 'up' || action === 'down' ? { type: 'by', lines: step } : { type: 'page', rows: step };
}

/** Events count from the end, so that new ones do not push away what is read. The view itself stops at its last row. */
function scrollTo({ view, scroll }: UiState, action: Move, page: number): number {
  if (view === 'logs') return 0;
  const step = stepOf(action, page) * (view === 'events' ? -1 : 1);
  return Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, scroll[view] + step));
}
