import type { MouseEvent } from '../input/mouse.ts';
import { type ContainerRef, only, type UiState, type Update, type ViewName, type World } from '../model.ts';
import { changeList, toggleFold } from './perform-list.ts';
import { moveView, scrollOverlay, selectNext } from './perform-move.ts';

/** What a row of the list is about; `more` is the row that counts the pods which are left out, with the first of them. */
export type ListPlace =
  | { readonly is: 'head' }
  | { readonly is: 'pod'; readonly pod: string; readonly isFolded: boolean }
  | { readonly is: 'container'; readonly of: ContainerRef }
  | { readonly is: 'more'; readonly first: ContainerRef | undefined };

/** What stands where on the screen, for whoever points at it. */
export interface Places {
  readonly titleRows: number;
  /** What each row of the list is about. */
  readonly list: readonly ListPlace[];
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
  const isList = inList >= 0 && inList < places.list.length;
  if (event.type !== 'press') {
    const step = event.type === 'wheelUp' ? -1 : 1;
    if (state.overlay) return only(scrollOverlay(state, step * notch));
    return isList ? only(selectNext(state, step, world)) : moveView(state, step * notch);
  }
  if (state.overlay) return only(state);
  if (isList) return clickList(state, places.list[inList]!, world);
  const inBody = inList - places.list.length - 1;
  if (inBody === -1) return only(show(state, places.tabAt(event.column)));
  if (state.view !== 'logs' || inBody >= places.bodyRows) return only(state);
  return only({ ...state, focus: 'main' }, { type: 'log', move: { type: 'at', row: inBody } });
}

/** A click on the heading sorts, one on a pod folds or opens it. */
function clickList(state: UiState, place: ListPlace, world: World): Update {
  switch (place.is) {
    case 'head':
      return changeList(state, 'sort', world);
    case 'pod':
      return only(toggleFold(state, place.pod, place.isFolded));
    case 'container':
      return only(select(state, place.of));
    case 'more':
      return only(select(state, place.first));
  }
}

function select(state: UiState, container: ContainerRef | undefined): UiState {
  return container ? { ...state, selected: container, focus: 'containers' } : state;
}

function show(state: UiState, view: ViewName | undefined): UiState {
  return view ? { ...state, view } : state;
}
