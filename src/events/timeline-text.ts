import { type BarKind, type Exit, type Timeline, type TimelineRow, ticksOf } from './timeline.ts';

export type CellKind = BarKind | 'hook' | 'exited' | 'failed' | 'none';

/** A stretch of equal columns. */
interface Cells {
  readonly kind: CellKind;
  readonly count: number;
}

const unicode: Readonly<Record<CellKind, string>> = {
  created: '·',
  running: '░',
  started: '▒',
  ready: '█',
  terminating: '▚',
  hook: 'h',
  exited: '│',
  failed: '✗',
  none: ' ',
};

const ascii: Readonly<Record<CellKind, string>> = {
  created: '.',
  running: '-',
  started: '=',
  ready: '#',
  terminating: '~',
  hook: 'h',
  exited: '|',
  failed: 'x',
  none: ' ',
};

const legendKinds: readonly (readonly [CellKind, string])[] = [
  ['created', 'created'],
  ['running', 'running'],
  ['started', 'started'],
  ['ready', 'ready'],
  ['hook', 'hook'],
  ['terminating', 'terminating'],
  ['exited', 'exit 0'],
  ['failed', 'exit not 0'],
];

export function glyphOf(kind: CellKind, asciiOnly: boolean): string {
  return (asciiOnly ? ascii : unicode)[kind];
}

/** What each glyph means, in the order of a life. */
export function legend(asciiOnly: boolean): readonly { readonly kind: CellKind; readonly text: string }[] {
  return legendKinds.map(([kind, words]) => ({ kind, text: `${glyphOf(kind, asciiOnly)} ${words}` }));
}

/** One container's bar in so many columns: the phase that fills most of a column, hooks and exits wherever they are. */
export function cellsOf(row: TimelineRow, timeline: Timeline, columns: number): readonly Cells[] {
  const cells: Cells[] = [];
  for (let column = 0; column < columns; column++) {
    const kind = kindAt(row, timeline, column, columns);
    const last = cells.at(-1);
    if (last?.kind === kind) cells[cells.length - 1] = { kind, count: last.count + 1 };
    else cells.push({ kind, count: 1 });
  }
  return cells;
}

function kindAt(row: TimelineRow, { from, to }: Timeline, column: number, columns: number): CellKind {
  const width = (to - from) / columns;
  const [begin, end] = [from + column * width, from + (column + 1) * width];
  const isLast = column === columns - 1;
  const exit = row.exits.find(({ at }) => at >= begin && (at < end || (isLast && at <= end)));
  if (exit) return exitKind(exit);
  if (row.hooks.some((hook) => hook.from < end && hook.to > begin)) return 'hook';
  let [best, most]: [CellKind, number] = ['none', 0];
  for (const bar of row.bars) {
    const overlap = Math.min(bar.to, end) - Math.max(bar.from, begin);
    if (overlap > most) [best, most] = [bar.kind, overlap];
  }
  return best;
}

function exitKind({ exitCode }: Exit): CellKind {
  return exitCode === 0 ? 'exited' : 'failed';
}

/** The axis in so many columns: each label begins at its column. */
export function axisText(timeline: Timeline, columns: number): string {
  const perMs = columns / (timeline.to - timeline.from);
  let text = '';
  for (const { at, label } of ticksOf(timeline, columns / 10)) {
    const column = Math.floor((at - timeline.from) * perMs);
    if (column < text.length + (text === '' ? 0 : 1) || column + label.length > columns) continue;
    text = text.padEnd(column) + label;
  }
  return text.padEnd(columns);
}

/** How containers are called: with their pod where there are several. */
export function rowLabel(row: TimelineRow, { rows }: Timeline): string {
  const several = rows.some(({ pod }) => pod !== rows[0]!.pod);
  return several ? `${row.pod}/${row.container}` : row.container;
}

/** The whole timeline as plain text, no row wider than asked for: what `outrider timeline` prints. */
export function timelineText(timeline: Timeline, width: number, asciiOnly = false): readonly string[] {
  const labels = timeline.rows.map((row) => rowLabel(row, timeline));
  const most = Math.max(8, Math.floor(width / 3));
  const label = Math.min(most, Math.max(0, ...labels.map(({ length }) => length)));
  const columns = Math.max(10, width - label - 10);
  const rows = timeline.rows.map((row, at) => {
    const bar = cellsOf(row, timeline, columns)
      .map(({ kind, count }) => glyphOf(kind, asciiOnly).repeat(count))
      .join('');
    return `${shorten(labels[at]!, label, asciiOnly)} ${row.role.padEnd(7)} ${bar}`.trimEnd();
  });
  const axis = `${' '.repeat(label + 9)}${axisText(timeline, columns)}`.trimEnd();
  return [axis, ...rows, '', ...wrapLegend(width, asciiOnly)];
}

function shorten(text: string, width: number, asciiOnly: boolean): string {
  if (text.length <= width) return text.padEnd(width);
  return `${text.slice(0, width - 1)}${asciiOnly ? '~' : '…'}`;
}

function wrapLegend(width: number, asciiOnly: boolean): readonly string[] {
  const rows: string[] = [''];
  for (const { text } of legend(asciiOnly)) {
    const joined = rows.at(-1) === '' ? text : `${rows.at(-1)}   ${text}`;
    if (joined.length <= width || rows.at(-1) === '') rows[rows.length - 1] = joined;
    else rows.push(text);
  }
  return rows;
}
