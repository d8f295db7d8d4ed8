import { only, type TrafficSettings, type UiState, type Update, type World, withNotice } from '../model.ts';

const orders: readonly TrafficSettings['sort'][] = ['state', 'from', 'to', 'rule'];

/** Changes which rules and flows the traffic shows, and in which order. */
export function changeTraffic(
  state: UiState,
  action: 'more' | 'less' | 'sort',
  { now }: Pick<World, 'now'>,
): Update {
  const { traffic } = state;
  if (action === 'sort') {
    const sort = orders[(orders.indexOf(traffic.sort) + 1) % orders.length]!;
    return only(withNotice({ ...state, traffic: { ...traffic, sort } }, `flows in order of ${sort}`, now));
  }
  const all = action === 'more';
  const words = all ? 'all rules and flows' : 'without rules that never matched and flows that are over';
  return only(withNotice({ ...state, traffic: { ...traffic, all } }, words, now));
}
