import type { ContainerNode, PlanGraph, PodNode } from './graph.ts';

/** A flowchart of Mermaid, which Markdown of GitHub and GitLab draws. */
export function planMermaid({ pods, waits }: PlanGraph): string {
  const idOf = new Map(pods.map(({ name }, index) => [name, `pod${index}`]));
  const edges = waits.map(({ from, container, to, until, optional }) => {
    const words = container === undefined ? until : `${container}: ${until}`;
    const arrow = optional ? '-.->' : '-->';
    return `  ${idOf.get(from)} ${arrow}|${quoted(words)}| ${idOf.get(to)}`;
  });
  return ['flowchart LR', ...pods.flatMap((pod) => subgraph(pod, idOf.get(pod.name)!)), ...edges, ''].join(
    '\n',
  );
}

function subgraph({ name, layers }: PodNode, id: string): readonly string[] {
  const ids = layers.map(({ containers }, layer) => containers.map((_, at) => `${id}_${layer}_${at}`));
  const nodes = layers.flatMap(({ containers }, layer) =>
    containers.map((container, at) => `    ${ids[layer]![at]}[${quoted(...wordsOf(container))}]`),
  );
  const edges = layers
    .slice(1)
    .flatMap((_, layer) =>
      ids[layer + 1]!.map((to) => `    ${ids[layer]![0]} -->|${quoted(layers[layer]!.lets)}| ${to}`),
    );
  return [`  subgraph ${id}[${quoted(`pod ${name}`)}]`, '    direction TB', ...nodes, ...edges, '  end'];
}

function wordsOf({ name, role, startTurn, stopTurn }: ContainerNode): readonly string[] {
  return [name, role, `start ${startTurn}${stopTurn === undefined ? '' : `, stop ${stopTurn}`}`];
}

/** Mermaid's strings know entities, and no escaped quotes. */
function quoted(...lines: readonly string[]): string {
  const safe = (text: string): string =>
    text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
  return `"${lines.map(safe).join('<br/>')}"`;
}
