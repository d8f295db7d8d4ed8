import type { ApiRequest, WholeResponse } from '../request.ts';
import type { Store } from '../store/store.ts';
import { notFound } from './get.ts';
import { json } from './json.ts';
import type { Target } from './path.ts';
import { selectionOf } from './query/selection.ts';

/** What a container uses now. */
export interface MeasuredContainer {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  /** Of one core, so two busy ones are 200. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

export interface MetricsPorts {
  readonly store: Store;
  readonly usage: (signal: AbortSignal) => Promise<readonly MeasuredContainer[]>;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
}

/** Over which a measurement looks, in the form of Go. */
const span = '1s';

/**
 * `metrics.k8s.io`: what `kubectl top` and k9s show.
 * @throws StatusError `NotFound`.
 */
export async function answerMetrics(
  target: Target,
  request: ApiRequest,
  ports: MetricsPorts,
): Promise<WholeResponse> {
  const measured = await ports.usage(request.signal);
  const isSelected = selectionOf({ ...target, resource: { ...target.resource, group: '' } }, request);
  const items = ports.store
    .list(target.resource.name)
    .objects.filter(isSelected)
    .flatMap((object) => {
      const { name, namespace, labels = {} } = object.metadata;
      const own = measured.filter((one) => one.name === name && one.namespace === namespace);
      const common = {
        metadata: { name, ...(namespace !== undefined && { namespace }), labels },
        ...{ timestamp: `${new Date(ports.now()).toISOString().slice(0, 19)}Z`, window: span },
      };
      if (target.resource.kind === 'NodeMetrics') return [nodeMetrics(common, measured)];
      return own.length === 0 ? [] : [podMetrics(common, own)];
    });
  if (target.name === undefined)
    return json(200, {
      ...{ kind: `${target.resource.kind}List`, apiVersion: 'metrics.k8s.io/v1beta1' },
      ...{ metadata: {}, items },
    });
  const [found] = items;
  if (!found) throw notFound(target);
  return json(200, found);
}

function podMetrics(common: object, measured: readonly MeasuredContainer[]): object {
  const containers = measured.map((one) => ({ name: one.container, usage: usageOf([one]) }));
  return { kind: 'PodMetrics', apiVersion: 'metrics.k8s.io/v1beta1', ...common, containers };
}

/** What the pods use: the rest of this machine is nobody's business here. */
function nodeMetrics(common: object, measured: readonly MeasuredContainer[]): object {
  return { kind: 'NodeMetrics', apiVersion: 'metrics.k8s.io/v1beta1', ...common, usage: usageOf(measured) };
}

function usageOf(all: readonly MeasuredContainer[]): object {
  const percent = all.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
  const bytes = all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return { cpu: `${Math.round(percent * 10_000_000)}n`, memory: `${Math.round(bytes / 1024)}Ki` };
}
