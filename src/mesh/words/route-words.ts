import type { Destination, NamedMatch, Route, RouteMatch, TextMatch } from '../config/model.ts';

/** A cluster as people call it: `web:80 subset v1`. */
export function clusterInWords(name: string): string {
  const [direction, port, subset, host] = name.split('|');
  if (host === undefined) return clusterNames[name] ?? name;
  if (direction === 'inbound') return `the app on port ${port}`;
  return `${host.replace(/\.svc\.cluster\.local$/, '')}:${port}${subset === '' ? '' : ` subset ${subset}`}`;
}

const clusterNames: Readonly<Record<string, string>> = {
  PassthroughCluster: 'where the client wanted (PassthroughCluster)',
  BlackHoleCluster: 'nowhere (BlackHoleCluster)',
  InboundPassthroughCluster: 'the app (InboundPassthroughCluster)',
};

const verbs = {
  exact: 'is',
  prefix: 'begins with',
  suffix: 'ends with',
  contains: 'contains',
  regex: 'matches',
} as const;

/** What a route asks of a request; `any request` where it asks for nothing. */
export function matchInWords({ path, headers, query }: RouteMatch): string {
  const parts = [
    ...pathInWords(path),
    ...headers.map((header) =>
      namedInWords(header.name === ':method' ? 'method' : `header ${header.name}`, header),
    ),
    ...query.map((parameter) => namedInWords(`query ${parameter.name}`, parameter)),
  ];
  return parts.length === 0 ? 'any request' : parts.join(', ');
}

function pathInWords(path: TextMatch & { readonly ignoresCase: boolean }): readonly string[] {
  if (path.by === 'prefix' && path.value === '/') return [];
  if (path.by === 'regex' && path.value === '.*') return [];
  const letters = path.ignoresCase ? ', whatever the case' : '';
  if (path.by === 'segments') return [`path is ${path.value} or below${letters}`];
  return [`${textInWords('path', path)}${letters}`];
}

function namedInWords(what: string, match: NamedMatch): string {
  const words = textInWords(what, match);
  return match.inverted ? `not (${words})` : words;
}

function textInWords(what: string, match: TextMatch): string {
  if (match.by === 'present') return `${what} is there`;
  if (match.by === 'unknown' || match.by === 'segments')
    return `${what} by a condition that is not shown here`;
  return `${what} ${verbs[match.by]} ${match.value}`;
}

/** What a route does, one clause each: where to, and what happens on the way. */
export function actionInWords({ action, fault, headers }: Route): readonly string[] {
  const faults = [
    ...(fault?.abort ? [`fault: ${round(fault.abort.percent)}% get ${fault.abort.status}`] : []),
    ...(fault?.delay ? [`fault: ${round(fault.delay.percent)}% wait ${inSeconds(fault.delay.ms)}`] : []),
  ];
  if (action.do === 'redirect') return [`redirect ${action.status} to ${action.to}`, ...faults];
  if (action.do === 'answer') return [`answer ${action.status}`, ...faults];
  return [
    destinationsInWords(action.destinations),
    ...(action.rewrite === undefined ? [] : [`rewritten to ${action.rewrite}`]),
    ...(action.timeoutMs === undefined ? [] : [`timeout ${inSeconds(action.timeoutMs)}`]),
    ...(action.retries === undefined ? [] : [retriesInWords(action.retries)]),
    ...action.mirrors.map(
      ({ cluster, percent }) => `${round(percent)}% mirrored to ${clusterInWords(cluster)}`,
    ),
    ...action.hashedBy.map((by) => `kept at one endpoint by ${by}`),
    ...headers,
    ...faults,
  ];
}

function retriesInWords({
  attempts,
  on,
  perTryMs,
}: {
  attempts: number;
  on: string;
  perTryMs?: number;
}): string {
  const each = perTryMs === undefined ? '' : `, ${inSeconds(perTryMs)} each`;
  return `retries ${attempts}${each} on ${on}`;
}

/** `90% web.default:80 subset v1, 10% web.default:80 subset v2` */
function destinationsInWords(destinations: readonly Destination[]): string {
  const sum = destinations.reduce((total, { weight }) => total + weight, 0);
  if (destinations.length === 1) return clusterInWords(destinations[0]!.cluster);
  return destinations
    .map(
      ({ cluster, weight }) => `${round(sum === 0 ? 0 : (weight * 100) / sum)}% ${clusterInWords(cluster)}`,
    )
    .join(', ');
}

export function round(share: number): number {
  return Math.round(share * 100) / 100;
}

export function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))}s`;
}
