import { type ActionId, actions, type Keymap, keyLabel } from '../input/keymap.ts';
import type { LogPane } from '../log/log-pane.ts';
import type { Overlay } from '../model.ts';
import { onlyLooks } from '../update/perform-container.ts';
import { type Row, toRow, toTextRow, wrapWords } from './row.ts';
import { selectRequest } from './select-request.ts';
import type { Theme } from './theme.ts';

interface HelpEntry {
  /** The heading of a group, or undefined for a row of one. */
  readonly group: string | undefined;
  readonly keys: string;
  readonly text: string;
}

/** What keys do in a view depends on what the view is. */
export interface ViewKind {
  readonly replay: boolean;
  /** A lesson stands beside it. */
  readonly guided: boolean;
  /** Quitting closes the view and leaves the pods as they are. */
  readonly leaveAtOnce: boolean;
  /** A start or a stop waits for a key. */
  readonly stepping: boolean;
  /** Keys change nothing of the pods. */
  readonly readOnly: boolean;
}

/** Help, a request or a text, in the rows of the view. */
export function selectOverlay(
  overlay: Overlay,
  pane: LogPane,
  keymap: Keymap,
  kind: ViewKind,
  theme: Theme,
  width: number,
  height: number,
): readonly Row[] {
  const { title, all } = contentOf(overlay, pane, keymap, kind, theme, width);
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

function contentOf(
  overlay: Overlay,
  pane: LogPane,
  keymap: Keymap,
  kind: ViewKind,
  theme: Theme,
  width: number,
): { readonly title: string; readonly all: readonly Row[] } {
  switch (overlay.type) {
    case 'help':
      return { title: 'Keys', all: helpRows(keymap, kind, theme, width) };
    case 'text':
      return { title: overlay.title, all: textRows(overlay.lines, theme, width) };
    case 'request': {
      const { summary, rows } = selectRequest(overlay.id, pane.mentioning(overlay.id), theme, width);
      const key = keyLabel(keymap.keysOf('request')[0] ?? '');
      const more = overlay.others.length > 0 ? `, ${key} for ${overlay.others[0]}` : '';
      return { title: `Request ${summary}${more}`, all: rows };
    }
  }
}

function textRows(lines: readonly string[], theme: Theme, width: number): readonly Row[] {
  return lines
    .flatMap((line) => wrapWords(line, width - 1))
    .map((line) => ` ${toTextRow(line, width - 1, theme)}`);
}

/** What stands in the log without a word. */
function signRows({ glyphs, colors }: Theme): readonly HelpEntry[] {
  return [
    { group: 'Signs', keys: '', text: '' },
    {
      group: undefined,
      keys: '|',
      text: colors
        ? 'behind a name: from stdout, red from stderr'
        : 'behind a name: from stdout; ! from stderr',
    },
    {
      group: undefined,
      keys: `< ${glyphs.more}`,
      text: 'more there: left and right scroll, w wraps',
    },
    { group: undefined, keys: `${glyphs.selected} ${glyphs.mark}`, text: 'the cursor, a marked line' },
    { group: undefined, keys: glyphs.muted, text: 'its lines are muted' },
  ];
}

function isThere(
  { id, group }: (typeof actions)[number],
  { replay, guided, readOnly, stepping }: ViewKind,
): boolean {
  if (id === 'go-on') return stepping && !readOnly;
  if (group === 'Replay') return replay;
  if (group === 'Lesson') return guided;
  return group !== 'Container' || !readOnly || onlyLooks.some((one) => one === id);
}

function isExit(id: ActionId): boolean {
  return id === 'quit' || id === 'detach';
}

/** As many columns as fit; an action that the view does not have is not shown. */
function helpRows(keymap: Keymap, kind: ViewKind, theme: Theme, width: number): readonly Row[] {
  const shown = actions.filter((action) => isThere(action, kind));
  const entries: HelpEntry[] = [...new Set(shown.map(({ group }) => group))].flatMap((group) => [
    { group, keys: '', text: '' },
    ...shown
      .filter((action) => action.group === group)
      .map(({ id, description }) => ({
        group: undefined,
        keys: keymap.keysOf(id).map(keyLabel).join(' '),
        text: kind.leaveAtOnce && isExit(id) ? 'close this view and leave the pods as they are' : description,
      })),
  ]);
  if (keymap.commands.length > 0)
    entries.push(
      { group: 'Your commands', keys: '', text: '' },
      ...keymap.commands.map(({ key, name, run }) => ({
        group: undefined,
        keys: keyLabel(key),
        text: name ?? run,
      })),
    );
  entries.push(...signRows(theme));
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
