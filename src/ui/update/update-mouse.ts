import type { MouseEvent } from '../input/mouse.ts';
import { type ContainerRef, only, type UiState, type Update, type ViewName, type World } from '../model.ts';
import { moveView, scrollOverlay, selectNext } from './perform-move.ts';

/** What stands where on the screen, for whoever points at it. */
export interface Places {
  readonly titleRows: number;
  /** The container of each row of the list. */
  readonly containers: readonly (ContainerRef | undefined)[];
  /** The view whose tab is in a column. */
  readonly tabAt: (column: number) => ViewName | undefined;
  readonly bodyRows: number;
}

/** Rows of a view for a notch of the wheel, as most terminals do it. */
const notch = 3;

/** The state after a turn of the wheel or a click. A question or a prompt wants a key. */
export function updateByMouse(state: UiState, event: MouseEvent, places: Places, world: World): Update {
  if (state.confirm || state.prompt) return only(state);
  const inList = event.row - places.titleRows;
  const isList = inList >= 0 && inList < places.containers.length;
  if (event.type !== 'press') {
    const step = event.type === 'wheelUp' ? -1 : 1;
    if (state.overlay) return only(scrollOverlay(state, step * notch));
    return isList ? only(selectNext(state, step, world)) : moveView(state, step * notch);
  }
  if (state.overlay) return only(state);
  if (isList) return only(select(state, places.containers[inList]));
  const inBody = inList - places.containers.length - 1;
  if (inBody === -1) return only(show(state, places.tabAt(event.column)));
  if (state.view !== 'logs' || inBody >= places.bodyRows) return only(state);
  return only({ ...state, focus: 'main' }, { type: 'log', move: { type: 'at', row: inBody } });
}

function select(state: UiState, container: ContainerRef | undefined): UiState {
  return container ? { ...state, selected: container, focus: 'containers' } : state;
}

function show(state: UiState, view: ViewName | undefined): UiState {
  return view ? { ...state, view } : state;
}
