import { at, durationMs, type Json, number, object, objects, percent, text, texts } from './json.ts';
import type { Destination, Fault, Retries, Route, RouteAction, VirtualHost } from './model.ts';
import { readMatch } from './read-match.ts';

export function readHosts(config: Json): readonly VirtualHost[] {
  return objects(config['virtual_hosts']).map((host) => ({
    name: text(host['name']) ?? '',
    domains: texts(host['domains']),
    routes: objects(host['routes']).map(readRoute),
  }));
}

function readRoute(route: Json): Route {
  const name = text(route['name']);
  const rule = ruleOf(text(at(route, 'metadata', 'filter_metadata', 'istio', 'config')));
  const fault = faultOf(object(at(route, 'typed_per_filter_config', 'envoy.filters.http.fault')));
  return {
    match: readMatch(object(route['match'])),
    action: actionOf(route),
    headers: headerChanges(route),
    ...(name && { name }),
    ...(rule !== undefined && { rule }),
    ...(fault && { fault }),
  };
}

/** istiod writes the path of the rule in the API: `/apis/networking.istio.io/v1/namespaces/default/virtual-service/web`. */
function ruleOf(path: string | undefined): string | undefined {
  const [, namespace, kind, name] = /\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path ?? '') ?? [];
  if (kind === undefined) return undefined;
  const words = kind.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')} ${namespace}/${name}`;
}

function actionOf(route: Json): RouteAction {
  if (route['redirect'] !== undefined) return redirectOf(object(route['redirect']));
  if (route['direct_response'] !== undefined)
    return { do: 'answer', status: number(at(route, 'direct_response', 'status')) ?? 200 };
  const action = object(route['route']);
  const timeoutMs = durationMs(action['timeout']);
  const retries = retriesOf(object(action['retry_policy']));
  const rewrite = rewriteOf(action);
  return {
    do: 'forward',
    destinations: destinationsOf(action),
    mirrors: objects(action['request_mirror_policies']).map((mirror) => ({
      cluster: text(mirror['cluster']) ?? '',
      percent: percent(at(mirror, 'runtime_fraction', 'default_value')) ?? 100,
    })),
    hashedBy: objects(action['hash_policy']).map(hashInWords),
    // No word from istiod means no limit: it writes 0s. A proxy without istiod has Envoy's 15 s.
    ...(timeoutMs === undefined ? { timeoutMs: 15_000 } : timeoutMs > 0 && { timeoutMs }),
    ...(retries && { retries }),
    ...(rewrite !== undefined && { rewrite }),
  };
}

function destinationsOf(action: Json): readonly Destination[] {
  const weighted = objects(at(action, 'weighted_clusters', 'clusters'));
  if (weighted.length > 0)
    return weighted.map((one) => ({ cluster: text(one['name']) ?? '', weight: number(one['weight']) ?? 0 }));
  return [{ cluster: text(action['cluster']) ?? text(action['cluster_header']) ?? '', weight: 1 }];
}

function retriesOf(policy: Json): Retries | undefined {
  const on = text(policy['retry_on']);
  if (on === undefined) return undefined;
  const perTryMs = durationMs(policy['per_try_timeout']);
  return { attempts: number(policy['num_retries']) ?? 1, on, ...(perTryMs !== undefined && { perTryMs }) };
}

function rewriteOf(action: Json): string | undefined {
  const host = text(action['host_rewrite_literal']);
  const path =
    text(action['prefix_rewrite']) ??
    text(at(action, 'regex_rewrite', 'substitution')) ??
    text(action['path_rewrite_policy']);
  if (host === undefined) return path;
  return path === undefined ? host : `${host}${path}`;
}

const statuses: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

function redirectOf(redirect: Json): RouteAction {
  const scheme =
    text(redirect['scheme_redirect']) ?? (redirect['https_redirect'] === true ? 'https' : undefined);
  const host = text(redirect['host_redirect']);
  const port = number(redirect['port_redirect']);
  const path = text(redirect['path_redirect']) ?? text(redirect['prefix_rewrite']) ?? '';
  const to = `${scheme === undefined ? '' : `${scheme}://`}${host ?? ''}${port === undefined ? '' : `:${port}`}${path}`;
  return { do: 'redirect', status: statuses[text(redirect['response_code']) ?? ''] ?? 301, to };
}

function faultOf(config: Json): Fault | undefined {
  const status = number(at(config, 'abort', 'http_status'));
  const ms = durationMs(at(config, 'delay', 'fixed_delay'));
  if (status === undefined && ms === undefined) return undefined;
  return {
    ...(status !== undefined && {
      abort: { status, percent: percent(at(config, 'abort', 'percentage')) ?? 0 },
    }),
    ...(ms !== undefined && { delay: { ms, percent: percent(at(config, 'delay', 'percentage')) ?? 0 } }),
  };
}

const changes = [
  ['request_headers_to_add', 'request sets'],
  ['response_headers_to_add', 'response sets'],
] as const;

function headerChanges(route: Json): readonly string[] {
  const added = changes.flatMap(([field, words]) =>
    objects(route[field]).map((one) => {
      const header = object(one['header']);
      return `${words} ${text(header['key'])}: ${text(header['value']) ?? ''}`;
    }),
  );
  const gone = [
    ...texts(route['request_headers_to_remove']).map((name) => `request loses ${name}`),
    ...texts(route['response_headers_to_remove']).map((name) => `response loses ${name}`),
  ];
  return [...added, ...gone];
}

function hashInWords(policy: Json): string {
  const header = text(at(policy, 'header', 'header_name'));
  const cookie = text(at(policy, 'cookie', 'name'));
  const query = text(at(policy, 'query_parameter', 'name'));
  if (header !== undefined) return `header ${header}`;
  if (cookie !== undefined) return `cookie ${cookie}`;
  return query === undefined ? 'address of the client' : `query parameter ${query}`;
}
