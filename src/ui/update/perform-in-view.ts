import type { ActionId } from '../input/keymap.ts';
import { only, type UiState, type Update, type World } from '../model.ts';
import { changeList } from './perform-list.ts';
import { changeLog } from './perform-log.ts';
import { changeTimeline } from './perform-timeline.ts';
import { changeTraffic } from './perform-traffic.ts';

const inViews = ['more', 'less', 'left', 'right', 'part', 'sort'] as const;
type InView = (typeof inViews)[number];

/** Whether an action does in each view what comes closest there. */
export function isInView(action: ActionId): action is InView {
  return inViews.some((one) => one === action);
}

export function inView(state: UiState, action: InView, world: World): Update {
  if (action === 'part') return changeTimeline({ ...state, view: 'timeline' }, action, world);
  if (action === 'sort')
    return state.view === 'traffic' ? changeTraffic(state, action, world) : changeList(state, action, world);
  switch (state.view) {
    case 'timeline':
      return changeTimeline(state, action, world);
    case 'traffic':
      return action === 'more' || action === 'less' ? changeTraffic(state, action, world) : only(state);
    case 'logs':
      return changeLog(state, action, world);
    case 'events':
      return only(state);
  }
}
