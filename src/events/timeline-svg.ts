import { escapeXml } from './escape-xml.ts';
import {
  type BarKind,
  type Exit,
  offsetLabel,
  type Timeline,
  type TimelineRow,
  ticksOf,
} from './timeline.ts';
import { rowLabel } from './timeline-text.ts';

/** Told apart by brightness as well as by hue, for printers and for people who see few colours. */
const colors: Readonly<Record<BarKind | 'hook' | 'exited' | 'failed', string>> = {
  created: '#d5dbe3',
  running: '#f2c14e',
  started: '#7fb2e5',
  ready: '#2e8b57',
  terminating: '#b07aa1',
  hook: '#1f3a5f',
  exited: '#333333',
  failed: '#c0392b',
};

const legend: readonly (readonly [keyof typeof colors, string])[] = [
  ['created', 'created'],
  ['running', 'running'],
  ['started', 'started'],
  ['ready', 'ready'],
  ['hook', 'hook'],
  ['terminating', 'terminating'],
  ['failed', 'exit not 0'],
];

const rowHeight = 28;
const bar = { top: 5, height: 14 };
const head = 44;

/** A picture for slides: one bar a container, the hooks below it, an exit code behind each instance. */
export function timelineSvg(timeline: Timeline, width = 960): string {
  const labels = timeline.rows.map((row) => rowLabel(row, timeline));
  const left = 24 + 7.5 * Math.max(6, ...labels.map(({ length }) => length + 9));
  const right = width - 56;
  const x = (at: number): number =>
    round(left + ((at - timeline.from) / (timeline.to - timeline.from)) * (right - left));
  const bottom = head + timeline.rows.length * rowHeight;
  const rows = timeline.rows.map((row, at) => svgRow(row, labels[at]!, head + at * rowHeight, x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 40}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="16" y="20" font-weight="bold">${escapeXml(timeline.project)}</text>`,
    ...axis(timeline, x, bottom),
    ...rows,
    ...legendRow(left, bottom + 24),
    '</svg>',
    '',
  ].join('\n');
}

function axis(timeline: Timeline, x: (at: number) => number, bottom: number): readonly string[] {
  return ticksOf(timeline, 10).map(
    ({ at, label }) =>
      `<line x1="${x(at)}" y1="${head - 8}" x2="${x(at)}" y2="${bottom}" stroke="#e3e3e3"/>` +
      `<text x="${x(at)}" y="${head - 14}" text-anchor="middle" fill="#666666">${escapeXml(label)}</text>`,
  );
}

function svgRow(row: TimelineRow, label: string, y: number, x: (at: number) => number): string {
  const bars = row.bars.map(({ kind, from, to }) =>
    rect(
      x(from),
      y + bar.top,
      x(to) - x(from),
      bar.height,
      colors[kind],
      `${kind} ${offsetLabel(to - from)}`,
    ),
  );
  const hooks = row.hooks.map(({ hook, from, to, ok }) =>
    rect(
      x(from),
      y + bar.top + bar.height,
      x(to) - x(from),
      4,
      ok ? colors.hook : colors.failed,
      `${hook} ${offsetLabel(to - from)}${ok ? '' : ', failed'}`,
    ),
  );
  const name = `<text x="16" y="${y + 16}">${escapeXml(label)} <tspan fill="#888888">${escapeXml(row.role)}</tspan></text>`;
  return [name, ...bars, ...hooks, ...row.exits.map((exit) => svgExit(exit, y, x))].join('\n');
}

function svgExit({ at, exitCode, signal }: Exit, y: number, x: (at: number) => number): string {
  const color = exitCode === 0 ? colors.exited : colors.failed;
  const words = escapeXml(`exit ${exitCode}${signal === undefined ? '' : ` ${signal}`}`);
  return (
    `<line x1="${x(at)}" y1="${y + 3}" x2="${x(at)}" y2="${y + 22}" stroke="${color}" stroke-width="2"><title>${words}</title></line>` +
    `<text x="${x(at) + 4}" y="${y + 16}" font-size="10" fill="${color}">${escapeXml(String(exitCode))}</text>`
  );
}

/** At least a pixel wide: what was short is there all the same. */
function rect(x: number, y: number, width: number, height: number, fill: string, title: string): string {
  return `<rect x="${x}" y="${y}" width="${Math.max(1, round(width))}" height="${height}" fill="${fill}"><title>${escapeXml(title)}</title></rect>`;
}

function legendRow(left: number, y: number): readonly string[] {
  return legend.map(
    ([kind, words], at) =>
      `<rect x="${left + at * 96}" y="${y - 9}" width="10" height="10" fill="${colors[kind]}"/>` +
      `<text x="${left + at * 96 + 14}" y="${y}" font-size="11" fill="#444444">${words}</text>`,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
