import type { ActionId } from '../input/keymap.ts';
import { type ContainerRef, type LogMove, only, type UiState, type Update, type World } from '../model.ts';

const moves = ['up', 'down', 'page-up', 'page-down', 'half-up', 'half-down', 'top', 'bottom'] as const;
type Move = (typeof moves)[number];

export function isMove(action: ActionId): action is Move {
  return moves.some((one) => one === action);
}

/** One line up or down moves in what has the focus; larger steps always move the view. */
export function move(state: UiState, action: Move, world: World): Update {
  const single = action === 'up' || action === 'down';
  if (single && state.focus === 'containers' && !state.zoom)
    return only(selectNext(state, action === 'up' ? -1 : 1, world));
  if (state.view === 'logs') return only(state, { type: 'log', move: logMove(action, world.page) });
  return only(scrolled(state, state.view, stepOf(action, world.page)));
}

/** Rows of the view up or down, whatever has the focus. */
export function moveView(state: UiState, rows: number): Update {
  if (state.view === 'logs') return only(state, { type: 'log', move: { type: 'page', rows } });
  return only(scrolled(state, state.view, rows));
}

/** The container so many places further down the list; at its ends the selection stays. */
export function selectNext(state: UiState, step: number, { listed }: World): UiState {
  const { selected } = state;
  const own = listed.findIndex(
    ({ pod, container }) => pod === selected?.pod && container === selected.container,
  );
  // Of a folded pod only its first container is in the list.
  const at = own === -1 ? listed.findIndex(({ pod }) => pod === selected?.pod) : own;
  const next: ContainerRef | undefined = listed[at + step];
  return next ? { ...state, selected: { pod: next.pod, container: next.container } } : state;
}

/** What lies over the view, so many rows further down. */
export function scrollOverlay(state: UiState, rows: number): UiState {
  const { overlay } = state;
  return overlay ? { ...state, overlay: { ...overlay, scroll: Math.max(0, overlay.scroll + rows) } } : state;
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
function scrolled(state: UiState, view: keyof UiState['scroll'], step: number): UiState {
  const to = state.scroll[view] + step * (view === 'events' ? -1 : 1);
  const scroll = { ...state.scroll, [view]: Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, to)) };
  return { ...state, scroll };
}
