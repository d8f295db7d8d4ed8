import { actions, type Keymap, keyLabel } from '../input/keymap.ts';
import type { Overlay } from '../model.ts';
import { type Row, toRow, toTextRow, wrapWords } from './row.ts';
import type { Theme } from './theme.ts';

/** Help or a text, in the rows of the view. */
export function selectOverlay(
  overlay: Overlay,
  keymap: Keymap,
  replay: boolean,
  theme: Theme,
  width: number,
  height: number,
): readonly Row[] {
  const title = overlay.type === 'help' ? 'Keys' : overlay.title;
  const all =
    overlay.type === 'help' ? helpRows(keymap, replay, theme, width) : textRows(overlay.lines, theme, width);
  const room = Math.max(1, height - 1);
  const start = Math.min(overlay.scroll, Math.max(0, all.length - room));
  const more =
    all.length > room ? ` ${start + 1}-${Math.min(start + room, all.length)} of ${all.length}` : '';
  const head = toRow(
    [
      { text: title, tone: 'title' },
      { text: `${more}  esc closes`, tone: 'dim' },
    ],
    width,
    theme,
  );
  return [head, ...all.slice(start, start + room)];
}

function textRows(lines: readonly string[], theme: Theme, width: number): readonly Row[] {
  return lines
    .flatMap((line) => wrapWords(line, width - 1))
    .map((line) => ` ${toTextRow(line, width - 1, theme)}`);
}

/** As many columns as fit; an action that the run does not have is not shown. */
function helpRows(keymap: Keymap, replay: boolean, theme: Theme, width: number): readonly Row[] {
  const shown = actions.filter(({ group }) => replay || group !== 'Replay');
  const entries = [...new Set(shown.map(({ group }) => group))].flatMap((group) => [
    { group, keys: '', text: '' },
    ...shown
      .filter((action) => action.group === group)
      .map(({ id, description }) => ({
        group: undefined,
        keys: keymap.keysOf(id).map(keyLabel).join(' '),
        text: description,
      })),
  ]);
  const columns = Math.max(1, Math.floor(width / 60));
  const room = Math.floor(width / columns);
  const perColumn = Math.ceil(entries.length / columns);
  const rows: Row[] = [];
  for (let at = 0; at < perColumn; at++) {
    let row = '';
    for (let column = 0; column < columns; column++) {
      const entry = entries[column * perColumn + at];
      row += !entry
        ? ' '.repeat(room)
        : entry.group !== undefined
          ? toRow([{ text: entry.group, tone: 'strong' }], room, theme)
          : toRow(
              [{ text: `  ${entry.keys.padEnd(14)} `, tone: 'accent' }, { text: entry.text }],
              room,
              theme,
            );
    }
    rows.push(row + ' '.repeat(width - room * columns));
  }
  return rows;
}
