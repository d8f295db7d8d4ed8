import { errorAt, type Tell } from '../load/problems.ts';
import { type ComposePort, parseExpose, parsePort } from '../ports.ts';
import { mappingNode, type Node, scalarNode, sequenceNode, textNode } from '../tree/node.ts';
import type { Form } from './form.ts';

/** `[IP:][HOST:]CONTAINER[/PROTOCOL]` as mappings, one for each port of the container. */
export const ports: Form = (node, tell) => {
  if (node.kind !== 'sequence') return node;
  const items = node.items.flatMap((item) => {
    if (item.kind !== 'scalar' || item.tag === 'reset') return [item];
    if (isSpent(tell)) return [];
    const found = parsePort(item.text);
    if (typeof found !== 'string') spend(found.length, item, tell);
    return typeof found === 'string' ? refused(item, found, tell) : found.map((port) => longPort(port, item));
  });
  return sequenceNode(items, node);
};

function longPort(
  { containerPort, hostPort, lastHostPort, hostIP, protocol }: ComposePort,
  item: Node,
): Node {
  const published = lastHostPort === undefined ? `${hostPort}` : `${hostPort}-${lastHostPort}`;
  return mappingNode(
    {
      mode: textNode('ingress', item),
      host_ip: hostIP === undefined ? undefined : textNode(hostIP, item),
      target: scalarNode(containerPort, item),
      published: hostPort === undefined || hostPort === 0 ? undefined : textNode(published, item),
      protocol: textNode(protocol.toLowerCase(), item),
    },
    item,
  );
}

/** Ports that are not published, as texts. */
export const exposed: Form = (node, tell) => {
  if (node.kind !== 'sequence') return node;
  const items = node.items.flatMap((item) => {
    if (item.kind !== 'scalar' || item.value === null) return [item];
    if (isSpent(tell)) return [];
    const found = parseExpose(item.text);
    if (typeof found !== 'string') spend(found.length, item, tell);
    return typeof found === 'string' ? refused(item, found, tell) : [textNode(item.text, item)];
  });
  return sequenceNode(items, node);
};

/** Of a project. Each is a mapping of four values or more, so that more are over the limit of values anyway. */
const MOST_PORTS = 50_000;

/** How many have been written out for the project that hears of problems by this function. */
const spent = new WeakMap<Tell, number>();

function isSpent(tell: Tell): boolean {
  return (spent.get(tell) ?? 0) > MOST_PORTS;
}

function spend(count: number, item: Node, tell: Tell): void {
  spent.set(tell, (spent.get(tell) ?? 0) + count);
  if (isSpent(tell)) tell(errorAt(item.at, `more than ${MOST_PORTS} ports, the limit of a project`));
}

function refused(item: Node, problem: string, tell: Tell): readonly Node[] {
  tell(errorAt(item.at, problem));
  return [];
}
