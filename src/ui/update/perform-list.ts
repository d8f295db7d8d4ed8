import { type ListSettings, only, type UiState, type Update, type World, withNotice } from '../model.ts';

const orders: readonly ListSettings['sort'][] = ['start', 'trouble', 'name'];

/** Changes which pods the list shows, and how. */
export function changeList(
  state: UiState,
  action: 'fold' | 'sort' | 'trouble',
  { now }: Pick<World, 'now'>,
): Update {
  const { list, selected } = state;
  switch (action) {
    case 'fold':
      return only(selected ? toggleFold(state, selected.pod) : state);
    case 'sort': {
      const sort = orders[(orders.indexOf(list.sort) + 1) % orders.length]!;
      return only(withNotice({ ...state, list: { ...list, sort } }, `pods in order of ${sort}`, now));
    }
    case 'trouble': {
      const troubleOnly = !list.troubleOnly;
      const words = troubleOnly ? 'only pods that are not well' : 'all pods';
      return only(withNotice({ ...state, list: { ...list, troubleOnly } }, words, now));
    }
  }
}

/** Folds a pod, or opens one that is folded: by a person, or because there was no room. */
export function toggleFold(
  state: UiState,
  pod: string,
  isFolded = state.list.folds.get(pod) === 'folded',
): UiState {
  const folds = new Map(state.list.folds);
  folds.set(pod, isFolded ? 'open' : 'folded');
  return { ...state, list: { ...state.list, folds } };
}
