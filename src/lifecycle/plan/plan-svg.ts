import { escapeXml } from '../../events/escape-xml.ts';
import type { Role } from '../../pod/model.ts';
import type { ContainerNode, PlanGraph, PodNode } from './graph.ts';

const colors: Readonly<Record<Role, string>> = { init: '#d5dbe3', sidecar: '#7fb2e5', app: '#f2c14e' };
const letter = 7.3;
const box = { height: 44, gap: 12 };
const step = 34;
const pad = 16;
const head = 30;
const between = { pods: 24, columns: 130 };

interface Placed {
  readonly pod: PodNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of the order: a frame a pod, a box a container with its turns, an arrow for each gate. Pods stand to the right of those that they wait for. */
export function planSvg(graph: PlanGraph): string {
  const placed = place(graph);
  const width = Math.max(...placed.map((one) => one.x + one.width)) + pad;
  const height = Math.max(...placed.map((one) => one.y + one.height)) + pad;
  const at = new Map(placed.map((one) => [one.pod.name, one]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#444444"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...graph.waits.map((wait, index) => {
      const words = wait.container === undefined ? wait.until : `${wait.container}: ${wait.until}`;
      return drawWait(at.get(wait.from)!, at.get(wait.to)!, words, wait.optional, index);
    }),
    // A pod covers the arrows that pass behind it.
    ...placed.flatMap(drawPod),
    '</svg>',
    '',
  ].join('\n');
}

function place({ pods }: PlanGraph): readonly Placed[] {
  const columns = [...new Set(pods.map(({ column }) => column))].toSorted((a, b) => a - b);
  const placed: Placed[] = [];
  let x = pad;
  for (const column of columns) {
    const inColumn = pods.filter((pod) => pod.column === column);
    const width = Math.max(...inColumn.map(widthOf));
    let y = pad;
    for (const pod of inColumn) {
      const height = heightOf(pod);
      placed.push({ pod, x, y, width, height });
      y += height + between.pods;
    }
    x += width + between.columns;
  }
  return placed;
}

function boxWidth({ containers }: PodNode['layers'][number]): number {
  return Math.ceil(
    Math.max(...containers.map((one) => Math.max(one.name.length, turns(one).length) * letter + 20)),
  );
}

function widthOf(pod: PodNode): number {
  const rows = pod.layers.map(
    (layer) => layer.containers.length * (boxWidth(layer) + box.gap) - box.gap + 2 * pad,
  );
  return Math.ceil(Math.max(stopWords(pod).length * letter + 2 * pad, ...rows));
}

function heightOf({ layers }: PodNode): number {
  return head + layers.length * (box.height + step) - step + 30;
}

function turns({ role, startTurn, stopTurn }: ContainerNode): string {
  return `${role}, start ${startTurn}${stopTurn === undefined ? '' : `, stop ${stopTurn}`}`;
}

function stopWords({ longestStopSeconds }: PodNode): string {
  return `stops within ${longestStopSeconds} s`;
}

function drawPod({ pod, x, y, width, height }: Placed): readonly string[] {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="#f7f8fa" stroke="#9aa4b1"/>`,
    `<text x="${x + pad}" y="${y + 20}" font-weight="bold">pod ${escapeXml(pod.name)}</text>`,
    ...pod.layers.flatMap((layer, index) =>
      drawLayer(layer, pod.layers[index + 1], x + width / 2, y + head + index * (box.height + step)),
    ),
    `<text x="${x + pad}" y="${y + height - 10}" fill="#666666" font-size="11">${stopWords(pod)}</text>`,
  ];
}

/** @param middle of the pod, to which the boxes are centred. */
function drawLayer(
  layer: PodNode['layers'][number],
  next: PodNode['layers'][number] | undefined,
  middle: number,
  y: number,
): readonly string[] {
  const boxes = centres(layer, middle).map((x, at) => drawBox(layer.containers[at]!, x, y, boxWidth(layer)));
  if (!next) return boxes;
  const from = centres(layer, middle)[0]!;
  const bottom = y + box.height;
  const arrows = centres(next, middle).map((to) => arrow(`M${from} ${bottom}L${to} ${bottom + step}`));
  const words = `<text x="${from + 10}" y="${bottom + 20}" fill="#444444" font-size="11">${layer.lets}</text>`;
  return [...boxes, ...arrows, words];
}

function centres(layer: PodNode['layers'][number], middle: number): readonly number[] {
  const pitch = boxWidth(layer) + box.gap;
  const first = middle - ((layer.containers.length - 1) * pitch) / 2;
  return layer.containers.map((_, at) => first + at * pitch);
}

function drawBox(container: ContainerNode, centre: number, y: number, width: number): string {
  const title = `the next goes when ${container.role === 'init' ? 'it exits 0' : container.letsGo}`;
  return (
    `<rect x="${centre - width / 2}" y="${y}" width="${width}" height="${box.height}" rx="4" fill="${colors[container.role]}"><title>${escapeXml(title)}</title></rect>` +
    `<text x="${centre}" y="${y + 18}" text-anchor="middle" font-weight="bold">${escapeXml(container.name)}</text>` +
    `<text x="${centre}" y="${y + 34}" text-anchor="middle" font-size="11">${turns(container)}</text>`
  );
}

function drawWait(from: Placed, to: Placed, words: string, optional: boolean, index: number): string {
  const start = { x: from.x + from.width, y: from.y + 40 + (index % 4) * 18 };
  const end = { x: to.x, y: to.y + 40 + (index % 4) * 18 };
  const bend = (start.x + end.x) / 2;
  const line = arrow(
    `M${start.x} ${start.y}C${bend} ${start.y} ${bend} ${end.y} ${end.x} ${end.y}`,
    optional ? ' stroke-dasharray="4 3"' : '',
  );
  return `${line}<text x="${end.x - 8}" y="${end.y - 5}" text-anchor="end" fill="#444444" font-size="11">${escapeXml(words)}</text>`;
}

function arrow(path: string, more = ''): string {
  return `<path d="${path}" fill="none" stroke="#444444"${more} marker-end="url(#tip)"/>`;
}
