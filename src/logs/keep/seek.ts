import { sanitize } from '../line/sanitize.ts';
import { widthOf } from '../line/width.ts';
import { up } from './anchor.ts';
import { longest } from './rows.ts';
import type { LineView } from './view.ts';
import { presentedAt, rowView, type Seeking, shift, stand, topOf, type WindowState } from './window-state.ts';

/** What became of a search; `wrapped`: past an end of the log; `later`: `work` goes on with it. */
export type Found = boolean | 'wrapped' | 'later';

/**
 * Looks for the next match beside a line or, if absent, beside the current match; without one from the first or the last
 * visible line on.
 *
 * @param lastVisible the number of the last line on the screen.
 */
export function beginSeek<Line>(
  state: WindowState<Line>,
  from: number | undefined,
  step: 1 | -1,
  lastVisible: () => number,
): Found {
  const beside = from ?? state.current;
  const seen = step === 1 ? topOf(state).seq : lastVisible();
  const seq = beside === undefined ? seen : beside + step;
  state.seeking = { seq, step, origin: seq, wrapped: false };
  return goOnSeeking(state) ?? false;
}

/** The view first: a search looks only at lines that it has, and waits for older ones where it comes to the first of them. */
export function goOnSeeking<Line>(state: WindowState<Line>): Found | undefined {
  const { lines, seeking } = state;
  lines.end();
  return seeking && find(state, positionAt(lines, seeking), seeking);
}

/** A filter may have taken the line away: the nearest one in the direction of the search is meant. */
function positionAt<Line>(lines: LineView<Line>, { seq, step }: Seeking): number {
  return step === 1 ? lines.positionOf(seq) : lines.positionOf(seq + 1) - 1;
}

/** Looks from a position to an end of the log, and from its other end to where it began. */
function find<Line>(state: WindowState<Line>, from: number, way: Omit<Seeking, 'seq'>): Found {
  const { lines, pattern, options } = state;
  const { step, origin, wrapped } = way;
  state.seeking = undefined;
  if (!pattern) return false;
  for (let position = from; position >= lines.first() && position < lines.end(); position += step) {
    const seq = lines.seqAt(position);
    if (wrapped && (seq - origin) * step >= 0) return false;
    if (!state.mayGoOn()) {
      state.seeking = { ...way, seq };
      return 'later';
    }
    const text = options.textOf(lines.get(position)!);
    if (pattern.test(text.slice(0, longest)) === pattern.inverted) continue;
    state.current = seq;
    stand(state, up(rowView(state), position, 0, Math.floor(state.height / 3)));
    bringIntoSight(state, position);
    return wrapped ? 'wrapped' : true;
  }
  if (lines.isPartial()) {
    lines.want('all');
    state.seeking = { ...way, seq: step === 1 ? lines.seqAt(lines.end()) : lines.seqAt(lines.first()) - 1 };
    return 'later';
  }
  return wrapped
    ? false
    : find(state, step === 1 ? lines.first() : lines.end() - 1, { ...way, wrapped: true });
}

/** Scrolls sideways where the match is behind an edge. */
function bringIntoSight<Line>(state: WindowState<Line>, position: number): void {
  const { pattern, shape } = state;
  const { head, text } = presentedAt(state, position);
  const plain = sanitize(text, { colors: false });
  const [match] = pattern?.matches(plain.slice(0, longest)) ?? [];
  if (!match || shape.wrap) return;
  const [begin, end] = [widthOf(plain.slice(0, match[0])), widthOf(plain.slice(0, match[1]))];
  const room = shape.width - widthOf(head) - 2;
  const offset = shape.offset ?? 0;
  if (begin >= offset && end <= offset + room) return;
  shift(state, end <= room ? 0 : begin - Math.floor(room / 3));
}
