import type { Endpoint } from '../config/model.ts';
import type { Decision, Reached } from '../route/decide.ts';
import { actionInWords, clusterInWords, matchInWords, round } from './route-words.ts';

/** The way of a request, a line a stage. */
export function decisionInWords(decision: Decision): readonly string[] {
  const { listener, chain, routes, host, route, unsure, end } = decision;
  const lines: string[] = [];
  if (listener) lines.push(`listener  ${listener.name}${chain?.name ? `, chain ${chain.name}` : ''}`);
  if (host) lines.push(`host      ${host.name}${routes === undefined ? '' : ` of routes ${routes}`}`);
  for (const other of unsure)
    lines.push(`unsure    ${other.name ?? matchInWords(other.match)}: its condition is not known here`);
  if (route) {
    const from = route.rule === undefined ? '' : ` (${route.rule})`;
    const name = route.name === undefined || route.name === 'default' ? '' : `${route.name}: `;
    lines.push(`route     ${name}${matchInWords(route.match)}${from}`);
    const [, ...extra] = actionInWords(route);
    for (const words of extra) lines.push(`          ${words}`);
  }
  return [...lines, ...endInWords(decision.end)];

  function endInWords(last: Decision['end']): readonly string[] {
    if (last.as === 'nowhere') return [`end       ${last.why}`];
    if (last.as === 'redirect') return [`answer    ${last.status}, to ${last.to}`];
    if (last.as === 'answer') return [`answer    ${last.status}, by the proxy itself`];
    return end.as === 'clusters' ? last.to.flatMap((one) => reachedInWords(one, last.to.length)) : [];
  }
}

function reachedInWords({ cluster, share, endpoints, trouble }: Reached, count: number): readonly string[] {
  const part = count === 1 ? '' : `${round(share)}% `;
  const wrong = trouble === undefined ? '' : `: ${trouble}`;
  return [
    `cluster   ${part}${clusterInWords(cluster)}${wrong}`,
    ...(endpoints ?? []).map(
      (endpoint) => `endpoint  ${part === '' ? '' : '  '}${endpointInWords(endpoint)}`,
    ),
  ];
}

function endpointInWords({ address, port, health, workload, mutualTls }: Endpoint): string {
  const where = port === undefined ? address : `${address}:${port}`;
  const who = workload === undefined ? '' : ` ${workload}`;
  const state = health === 'HEALTHY' ? '' : `, ${health.toLowerCase()}`;
  return `${where}${who}${mutualTls ? ', mutual TLS' : ''}${state}`;
}
