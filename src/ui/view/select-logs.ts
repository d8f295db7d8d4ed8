import type { ProjectView } from '../../events/view.ts';
import type { LogPane } from '../log/log-pane.ts';
import { type Row, toRow, toTextRow } from './row.ts';
import type { Theme } from './theme.ts';

/** The rows of the log with the cursor and the marks in front. */
export function selectLogs(pane: LogPane, view: ProjectView, theme: Theme, width: number): readonly Row[] {
  const rows = pane.rows();
  if (rows.length === 0) return [toRow([{ text: emptyLog(view, pane), tone: 'dim' }], width, theme)];
  const { dropped } = pane.status();
  const lost = dropped > 0 && pane.isAtStart() ? [lostRow(dropped, theme, width)] : [];
  const shown = rows.map(({ text, isCursor, isMarked }) => {
    const gutter = isCursor ? theme.glyphs.selected : isMarked ? theme.glyphs.mark : ' ';
    return theme.paint(gutter, isMarked ? 'busy' : 'accent') + toTextRow(text, width - 1, theme);
  });
  return [...lost, ...shown];
}

/** In the place of lines that are not there any more. */
function lostRow(lines: number, theme: Theme, width: number): Row {
  const text = ` ${lines} earlier lines are lost here: the disk for temporary files did not take them`;
  return toRow([{ text, tone: 'bad' }], width, theme);
}

function emptyLog({ pods }: ProjectView, pane: LogPane): string {
  if (pane.hasLines()) return ' No line passes the filter; esc clears it.';
  const running = Object.values(pods).some((pod) =>
    pod.containers.some(({ state }) => state.is === 'running'),
  );
  return running ? ' No container has written anything yet.' : ' No container runs yet.';
}
