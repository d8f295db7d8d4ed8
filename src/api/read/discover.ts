import type { ApiRequest, WholeResponse } from '../request.ts';
import { knownResources } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { type Discovery, discoveryOf } from './discovery.ts';
import { json } from './json.ts';
import { type Form, negotiate } from './negotiate.ts';
import { serverVersion } from './version.ts';

const aggregated: readonly Form[] = ['v2', 'v2beta1'].map((version) => ({
  ...{ as: 'APIGroupDiscoveryList', version },
  group: 'apidiscovery.k8s.io',
}));

/**
 * The answers that say what is served: `/api`, `/apis`, each group and version below, `/version`; undefined for other paths.
 *
 * @throws StatusError `NotAcceptable`.
 */
export function answerDiscovery({ path, headers }: ApiRequest, store: Store): WholeResponse | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (path === '/version' || path === '/version/') return json(200, serverVersion);
  const [root, ...rest] = parts;
  if ((root !== 'api' && root !== 'apis') || rest.length > 2) return undefined;
  const discovery = discoveryOf(knownResources(store));
  if (rest.length === 0) return rootAnswer(root === 'api', headers['accept'], discovery);
  const found = root === 'api' ? coreAnswer(rest, discovery) : groupAnswer(rest, discovery);
  negotiate(headers['accept']);
  return found && json(200, found);
}

function rootAnswer(isCore: boolean, accept: string | undefined, discovery: Discovery): WholeResponse {
  const form = negotiate(accept, aggregated);
  if (form.as === undefined) return json(200, isCore ? discovery.legacyVersions() : discovery.groups());
  const contentType = `application/json;g=${form.group};v=${form.version};as=${form.as}`;
  return json(200, discovery.aggregated(isCore, form.version ?? 'v2'), contentType);
}

function coreAnswer(rest: readonly string[], discovery: Discovery): object | undefined {
  return rest.length === 1 ? discovery.resources('', rest[0]!) : undefined;
}

function groupAnswer([group = '', version]: readonly string[], discovery: Discovery): object | undefined {
  return version === undefined ? discovery.group(group) : discovery.resources(group, version);
}
