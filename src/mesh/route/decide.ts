import type {
  Destination,
  Endpoint,
  FilterChain,
  Listener,
  ProxyConfig,
  Route,
  VirtualHost,
} from '../config/model.ts';
import { captureListener, chooseChain, destinationListener } from './choose-chain.ts';
import { chooseHost } from './choose-host.ts';
import { matchesRoute, type Request } from './match-text.ts';

/**
 * The way of a request through a proxy:
 *
 *     original destination ─▶ listener ─▶ filter chain ─┬─ http ─▶ virtual host ─▶ route ─▶ clusters ─▶ endpoints
 *                                                       └─ tcp ──────────────────────────▶ clusters ─▶ endpoints
 *
 * What was decided before the way ended is there; what comes after is not.
 */
export interface Decision {
  readonly listener?: Listener;
  readonly chain?: FilterChain;
  /** The name of the route configuration. */
  readonly routes?: string;
  readonly host?: VirtualHost;
  readonly route?: Route;
  /** Routes before it that take the request under a condition that is not known here. */
  readonly unsure: readonly Route[];
  readonly end: End;
}

export type End =
  | { readonly as: 'clusters'; readonly to: readonly Reached[] }
  | { readonly as: 'redirect'; readonly status: number; readonly to: string }
  | { readonly as: 'answer'; readonly status: number }
  | { readonly as: 'nowhere'; readonly why: string };

export interface Reached {
  readonly cluster: string;
  /** Of all requests, in percent. */
  readonly share: number;
  /** Absent for a cluster that sends to where the client wanted. */
  readonly endpoints?: readonly Endpoint[];
  /** What is wrong with it. */
  readonly trouble?: string;
}

/** What a proxy would do with a request of its pod, by its configuration alone. */
export function decide(config: ProxyConfig, request: Request): Decision {
  const capture = captureListener(config);
  const listener = destinationListener(config, request) ?? capture;
  if (!listener)
    return { unsure: [], end: { as: 'nowhere', why: 'the proxy has no listener for captured connections' } };
  const chain = chooseChain(listener, request);
  if (!chain)
    return { listener, unsure: [], end: { as: 'nowhere', why: 'no filter chain takes the connection' } };
  const before = { listener, chain };
  const { takes } = chain;
  if (takes.as === 'other')
    return { ...before, unsure: [], end: { as: 'nowhere', why: 'the chain ends without a destination' } };
  if (takes.as === 'tcp')
    return { ...before, unsure: [], end: { as: 'clusters', to: reach(config, takes.destinations) } };
  const named = typeof takes.routes === 'string' ? { routes: takes.routes } : {};
  const hosts = typeof takes.routes === 'string' ? config.routes.get(takes.routes) : takes.routes;
  return { ...before, ...named, ...byRoutes(config, hosts ?? [], request) };
}

function byRoutes(
  config: ProxyConfig,
  hosts: readonly VirtualHost[],
  request: Request,
): Pick<Decision, 'host' | 'route' | 'unsure' | 'end'> {
  const host = chooseHost(hosts, request.authority);
  if (!host)
    return {
      unsure: [],
      end: { as: 'nowhere', why: `no virtual host has the name ${request.authority} (404)` },
    };
  const verdicts = host.routes.map((route) => ({ route, verdict: matchesRoute(route.match, request) }));
  const index = verdicts.findIndex(({ verdict }) => verdict === 'yes');
  const before = verdicts.slice(0, index === -1 ? undefined : index);
  const unsure = before.filter(({ verdict }) => verdict === 'unknown').map(({ route }) => route);
  const route = verdicts[index]?.route;
  if (!route)
    return { host, unsure, end: { as: 'nowhere', why: `no route of ${host.name} takes the request (404)` } };
  return { host, route, unsure, end: endOf(config, route) };
}

function endOf(config: ProxyConfig, { action }: Route): End {
  if (action.do === 'redirect') return { as: 'redirect', status: action.status, to: action.to };
  if (action.do === 'answer') return { as: 'answer', status: action.status };
  return { as: 'clusters', to: reach(config, action.destinations) };
}

function reach(config: ProxyConfig, destinations: readonly Destination[]): readonly Reached[] {
  const sum = destinations.reduce((total, { weight }) => total + weight, 0);
  return destinations.map(({ cluster, weight }) => ({
    cluster,
    share: sum === 0 ? 0 : (weight * 100) / sum,
    ...stateOf(config, cluster),
  }));
}

function stateOf(config: ProxyConfig, name: string): Pick<Reached, 'endpoints' | 'trouble'> {
  const cluster = config.clusters.get(name);
  if (!cluster) return { trouble: 'the proxy knows no such cluster (503, NC)' };
  if (cluster.type === 'ORIGINAL_DST') return {};
  const endpoints = config.endpoints.get(name) ?? [];
  if (endpoints.length === 0) return { endpoints, trouble: 'it has no endpoints (503, UH)' };
  const healthy = endpoints.filter(({ health }) => health !== 'UNHEALTHY');
  return healthy.length > 0 ? { endpoints } : { endpoints, trouble: 'no endpoint is healthy (503, UH)' };
}
