import { panned, type TimeRange, zoomed } from '../../events/timeline-part.ts';
import { only, type TimelineSettings, type UiState, type Update, type World, withNotice } from '../model.ts';

const parts: readonly TimelineSettings['part'][] = ['all', 'start', 'stop', 'last minute'];

/** Looks closer or wider, at another moment, or at another part of the time. */
export function changeTimeline(
  state: UiState,
  action: 'more' | 'less' | 'left' | 'right' | 'part',
  world: Pick<World, 'timeline' | 'now'>,
): Update {
  const { timeline } = state;
  switch (action) {
    case 'part': {
      const part = parts[(parts.indexOf(timeline.part) + 1) % parts.length]!;
      return only(withNotice({ ...state, timeline: { part } }, `timeline: ${part}`, world.now));
    }
    case 'more':
    case 'less': {
      const { whole, shown } = world.timeline();
      const middle = timeline.cursor ?? (shown.from + shown.to) / 2;
      const range = zoomed(whole, shown, middle, action === 'more' ? 1 / 2 : 2);
      return only(withRange(state, range));
    }
    case 'left':
    case 'right':
      return only(withCursor(state, action === 'left' ? -1 : 1, world));
  }
}

function withRange(state: UiState, range: TimeRange | undefined): UiState {
  const { cursor } = state.timeline;
  const at = cursor === undefined ? {} : { cursor };
  const timeline: TimelineSettings = range ? { part: 'zoomed', ...range, ...at } : { part: 'all', ...at };
  return { ...state, timeline };
}

/** One column further. At an edge of what is shown, half of the range comes after it. */
function withCursor(state: UiState, step: 1 | -1, { timeline }: Pick<World, 'timeline'>): UiState {
  const { whole, shown, columns } = timeline();
  const length = shown.to - shown.from;
  const column = length / columns;
  const { cursor } = state.timeline;
  // It begins at the newest moment, whatever part is shown.
  const at = cursor === undefined ? shown.to - column / 2 : cursor + step * column;
  const moment = Math.min(Math.max(whole.from, at), whole.to);
  const isOutside = moment < shown.from || moment > shown.to;
  const moved = isOutside ? withRange(state, panned(whole, shown, (step * length) / 2)) : state;
  return { ...moved, timeline: { ...moved.timeline, cursor: moment } };
}
