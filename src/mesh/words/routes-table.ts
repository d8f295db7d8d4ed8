import type { ProxyConfig, VirtualHost } from '../config/model.ts';
import { chooseHost } from '../route/choose-host.ts';
import { actionInWords, matchInWords } from './route-words.ts';

/** The routes of one virtual host, in the order in which they are tried. */
export interface HostRoutes {
  /** Of the route configuration: in a mesh the port. */
  readonly routes: string;
  readonly host: string;
  readonly rows: readonly RouteRow[];
}

export interface RouteRow {
  readonly name?: string;
  /** `KIND NAMESPACE/NAME` of the rule; absent for what no rule asked for. */
  readonly rule?: string;
  readonly match: string;
  /** Where to, and then what happens on the way. */
  readonly action: readonly string[];
}

/**
 * The routes of a proxy in words.
 *
 * @param asked a host as a client names it; without one, every host but the one that takes what nobody else takes.
 */
export function routesOf(config: ProxyConfig, asked?: string): readonly HostRoutes[] {
  return [...config.routes].flatMap(([routes, hosts]) =>
    chosen(hosts, asked).map((host) => ({
      routes,
      host: host.name,
      rows: host.routes.map((route) => ({
        match: matchInWords(route.match),
        action: actionInWords(route),
        ...(route.name !== undefined && route.name !== 'default' && { name: route.name }),
        ...(route.rule !== undefined && { rule: route.rule }),
      })),
    })),
  );
}

function chosen(hosts: readonly VirtualHost[], asked: string | undefined): readonly VirtualHost[] {
  const named = hosts.filter(({ domains }) => !domains.includes('*'));
  if (asked === undefined) return named;
  const found = chooseHost(named, asked);
  return found ? [found] : [];
}
