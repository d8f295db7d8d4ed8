import type { TokenPorts } from '../accounts/ports.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { answerDiscovery } from './discover.ts';
import { answerGet } from './get.ts';
import { answerList } from './list.ts';
import { answerMetrics, type MetricsPorts } from './metrics.ts';
import { negotiate } from './negotiate.ts';
import { noPage } from './no-page.ts';
import { answerOpenApi, type Schemas } from './openapi.ts';
import { type Target, targetOf } from './path.ts';
import { isWatch } from './query/list-options.ts';
import { answerReview } from './reviews.ts';
import { objectForms, shapeOf } from './shape.ts';
import { answerWatch } from './watch.ts';

export interface ReadingPorts extends MetricsPorts {
  /** The bearer token of the person. */
  readonly token: () => string;
  readonly tokens: TokenPorts;
  /** Of Kubernetes' kinds. */
  readonly schemas: () => Promise<Schemas>;
}

/** Everything that is read: what is served, objects, lists, watches, metrics, the schema, and who may do what. */
export function createReading(ports: ReadingPorts): ApiHandler {
  return async (request) => {
    const { store } = ports;
    const found = answerDiscovery(request, store) ?? (await answerOpenApi(request, store, ports.schemas));
    if (found) return found;
    const target = targetOf(request.path, store);
    const answer = target && (await answerTarget(target, request, ports));
    return answer ?? noPage(request.path, store);
  };
}

async function answerTarget(
  target: Target,
  request: ApiRequest,
  ports: ReadingPorts,
): Promise<ApiResponse | undefined> {
  if (request.method === 'POST') {
    const isToken = (token: string): boolean => token === ports.token();
    const answer = answerReview(target, request, { ...ports.tokens, ...ports, isToken });
    if (answer) return answer;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed();
  if (target.resource.group === 'metrics.k8s.io') return answerMetrics(target, request, ports);
  if (!target.resource.verbs.includes('list')) throw notAllowed();
  return answerObjects(target, request, ports);
}

function answerObjects(
  target: Target,
  request: ApiRequest,
  { store, now }: Pick<ReadingPorts, 'store' | 'now'>,
): ApiResponse | undefined {
  const { query, headers } = request;
  const { name, subresource } = target;
  if (subresource !== undefined && !shownParts.includes(subresource)) return undefined;
  const form = negotiate(headers['accept'], objectForms);
  const answering = { store, shape: shapeOf(target, form, { store, query, now }) };
  if (isWatch(query)) return answerWatch(target, request, answering);
  if (name === undefined) return answerList(target, request, answering);
  return answerGet({ ...target, name }, request, answering);
}

/** Subresources whose `get` is the object itself, and the `scale` of a workload. */
const shownParts = ['status', 'ephemeralcontainers', 'scale'];

function notAllowed(): StatusError {
  return new StatusError(
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );
}
