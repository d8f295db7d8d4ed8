import { parsePattern } from '../../logs/filter/pattern.ts';
import { highlight } from '../../logs/keep/rows.ts';
import { layOutJson } from '../../logs/line/layout.ts';
import { layOutAccess } from '../../logs/line/layout-access.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { dropColumns, widthOf } from '../../logs/line/width.ts';
import { barOf, type Hop, hopsOf, inUnits } from '../../logs/trace/hops.ts';
import { colorsOf } from '../../logs/write/colors.ts';
import type { LogEntry } from '../log/log-entry.ts';
import { cell, type Row, toTextRow } from './row.ts';
import type { Theme } from './theme.ts';
import { count } from './words.ts';

/** A request over all containers: what its lines say of it in one row, and a row for each line. */
export interface ShownRequest {
  readonly summary: string;
  readonly rows: readonly Row[];
}

const timeColumns = 10;

/** The lines in the order of their times, with the time between them and a bar; the id is in sight in each. */
export function selectRequest(
  id: string,
  entries: readonly LogEntry[],
  theme: Theme,
  width: number,
): ShownRequest {
  const hops = hopsOf(entries);
  const several = new Set(entries.map(({ pod }) => pod)).size > 1;
  const nameOf = ({ record: { pod, container } }: Hop): string =>
    several ? `${pod}/${container}` : container;
  const names = [...new Set(hops.map(nameOf))];
  const whole = hops.at(-1)?.sinceFirst ?? 0;
  const colors = colorsOf(names);
  const label = Math.min(Math.max(4, ...names.map(widthOf)), Math.floor(width / 4));
  const bar = Math.min(40, Math.max(8, Math.floor(width / 7)));
  const room = Math.max(8, width - timeColumns - bar - label - 6);
  const rows = hops.map((hop) => {
    const name = nameOf(hop);
    const color = colors.get(name);
    const text = cell(name, label, theme);
    const parts = [
      theme.paint(`+${inUnits(hop.sinceLast)}`.padStart(timeColumns), 'dim'),
      theme.paint(barOf(hop, whole, bar, theme.ascii), 'accent'),
      color ? theme.paintSgr(text, color.sgr) : text,
      theme.paint('|', hop.record.stream === 'stderr' ? 'bad' : 'dim'),
      withIdInSight(textOf(hop, theme), id, room),
    ];
    return ` ${toTextRow(parts.join(' '), width - 1, theme)}`;
  });
  const summary = `${id}: ${count(hops.length, 'line')} of ${count(names.length, 'container')}, ${inUnits(whole)}`;
  return { summary: sanitize(summary, { colors: false }), rows };
}

function textOf({ record: { line } }: Hop, { colors }: Theme): string {
  return layOutAccess(line, { colors }) ?? layOutJson(line, { colors }) ?? sanitize(line, { colors });
}

/** Cut at its beginning where the id would be behind the edge. */
function withIdInSight(text: string, id: string, room: number): string {
  const plain = sanitize(text, { colors: false });
  const at = plain.indexOf(id);
  const end = widthOf(plain.slice(0, at)) + widthOf(id);
  const cut = at === -1 || end <= room ? text : `<${dropColumns(text, end - room + 2)}`;
  const pattern = parsePattern(id.replaceAll(/[^A-Za-z0-9-]/g, '\\$&'));
  return pattern.ok ? highlight(cut, pattern.pattern, 'inverse') : cut;
}
