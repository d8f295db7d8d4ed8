import { DEFAULT_SERVICE_ACCOUNT } from '../../pod/defaults.ts';
import type { PodField } from '../../pod/model.ts';
import { podUid } from '../../pod/uid.ts';
import { parseQuantity } from '../quantity.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { ResourceFieldRefInput } from '../schema/env.ts';
import type { PodSource } from '../sources.ts';

/** What a pod may be told of the machine it runs on. */
export interface Node {
  readonly name: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

export const DEFAULT_NODE: Node = { name: 'localhost', cpus: 1, memoryBytes: 2 ** 30 };

const LATE: Readonly<Record<string, PodField>> = {
  'status.podIP': 'status.podIP',
  'status.podIPs': 'status.podIP',
  'status.hostIP': 'status.hostIP',
  'status.hostIPs': 'status.hostIP',
};

export function lateField(fieldPath: string): PodField | undefined {
  return LATE[fieldPath];
}

/**
 * A downward API field that is known before the pod runs; undefined when there is no such field. Maps are written as
 * the kubelet writes them, one `key="value"` a line. Source: kubernetes `pkg/fieldpath/fieldpath.go`.
 */
export function fieldValue(pod: PodSource, fieldPath: string, node: Node): string | undefined {
  const { labels = {}, annotations = {} } = pod.metadata;
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (subscript) return (subscript[1] === 'labels' ? labels : annotations)[subscript[2]!] ?? '';
  switch (fieldPath) {
    case 'metadata.name':
      return pod.name;
    case 'metadata.namespace':
      return pod.namespace;
    case 'metadata.uid':
      return podUid(pod);
    case 'metadata.labels':
      return mapText(labels);
    case 'metadata.annotations':
      return mapText(annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? node.name;
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? DEFAULT_SERVICE_ACCOUNT;
    default:
      return undefined;
  }
}

function mapText(map: Readonly<Record<string, string>>): string {
  const lines = Object.entries(map).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return lines.sort().join('\n');
}

/** `limits.cpu` and the like, in units of the divisor, rounded up; without a limit what the machine has. */
export function resourceValue(container: ContainerInput, ref: ResourceFieldRefInput, node: Node): string {
  const [list, name] = ref.resource.split('.') as ['limits' | 'requests', string];
  const { resources = {} } = container;
  const set = resources[list]?.[name] ?? resources.limits?.[name];
  const whole = name === 'cpu' ? node.cpus : name === 'memory' ? node.memoryBytes : 0;
  const amount = (set === undefined ? undefined : parseQuantity(set)) ?? whole;
  const divisor = parseQuantity(ref.divisor ?? 1) || 1;
  // Whole billionths first, or 0.3 / 0.1 would round up to 4.
  return String(Math.ceil(Math.round((amount / divisor) * 1e9) / 1e9));
}

export const RESOURCE_FIELD = /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/;
