import type { OutriderEvent } from '../../events/types.ts';
import { emptyView, foldEvent, type ProjectView } from '../../events/view.ts';
import { firstWhere } from './first-where.ts';

/** The events of a stream, and what they have told until any moment. Moments are milliseconds since 1970. */
export interface History {
  readonly add: (events: readonly OutriderEvent[]) => void;
  readonly size: () => number;
  readonly event: (at: number) => OutriderEvent;
  /** How many events there were until a moment, that moment included. */
  readonly countAt: (time: number) => number;
  readonly viewAt: (time: number) => ProjectView;
  /** Everything told so far. */
  readonly latest: () => ProjectView;
  /** The time of the first event and of the last one; undefined before there is one. */
  readonly span: () => { readonly from: number; readonly to: number } | undefined;
}

/** After so many events a view is kept, so that no moment is far from one. */
const between = 64;

export function createHistory(): History {
  const events: OutriderEvent[] = [];
  /** Of each event; a clock that was set back does not make it earlier than the one before. */
  const times: number[] = [];
  /** What the first 0, 64, 128… events tell. */
  const kept: ProjectView[] = [emptyView];
  let view = emptyView;
  const countAt = (time: number): number => firstWhere(times.length, (at) => times[at]! > time);
  return {
    add(more) {
      for (const event of more) {
        events.push(event);
        times.push(Math.max(Date.parse(event.time), times.at(-1) ?? Number.NEGATIVE_INFINITY));
        view = foldEvent(view, event);
        if (events.length % between === 0) kept.push(view);
      }
    },
    size: () => events.length,
    event: (at) => events[at]!,
    countAt,
    viewAt(time) {
      const count = countAt(time);
      const begin = Math.floor(count / between);
      let then = kept[begin]!;
      for (let at = begin * between; at < count; at++) then = foldEvent(then, events[at]!);
      return then;
    },
    latest: () => view,
    span: () => (times.length === 0 ? undefined : { from: times[0]!, to: times.at(-1)! }),
  };
}
