import { parsePattern } from '../../logs/filter/pattern.ts';
import type { NamedMatch, RouteMatch, TextMatch } from '../config/model.ts';

/** What a request shows to a proxy. */
export interface Request {
  readonly scheme: 'http' | 'https';
  /** As in the Host header: with the port where the URL has one. */
  readonly authority: string;
  /** Where the client connects to, before anybody redirects it. */
  readonly address: string;
  readonly port: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Whether a route takes the request; unknown when it has a condition of a kind that is not known here. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** The whole text has to match a pattern, as everywhere in Envoy. */
function matchesRegex(pattern: string, value: string): Verdict {
  const parsed = parsePattern(`^(?:${pattern})$`);
  if (!parsed.ok) return 'unknown';
  return parsed.pattern.test(value) ? 'yes' : 'no';
}

const said = (is: boolean): Verdict => (is ? 'yes' : 'no');

function matchesText(match: TextMatch, value: string): Verdict {
  switch (match.by) {
    case 'present':
      return 'yes';
    case 'unknown':
      return 'unknown';
    case 'exact':
      return said(value === match.value);
    case 'prefix':
      return said(value.startsWith(match.value));
    case 'suffix':
      return said(value.endsWith(match.value));
    case 'contains':
      return said(value.includes(match.value));
    case 'segments':
      return said(value === match.value || value.startsWith(`${match.value}/`));
    case 'regex':
      return matchesRegex(match.value, value);
  }
}

function matchesPath({ ignoresCase, ...match }: RouteMatch['path'], path: string): Verdict {
  if (!ignoresCase || !('value' in match) || match.by === 'regex') return matchesText(match, path);
  return matchesText({ by: match.by, value: match.value.toLowerCase() }, path.toLowerCase());
}

function matchesNamed(match: NamedMatch, value: string | undefined): Verdict {
  const verdict = value === undefined ? 'no' : matchesText(match, value);
  if (!match.inverted || verdict === 'unknown') return verdict;
  return verdict === 'yes' ? 'no' : 'yes';
}

/** Pseudo headers stand among the headers, as HTTP/2 has them. */
function headerOf(request: Request, name: string): string | undefined {
  if (name === ':method') return request.method;
  if (name === ':authority') return request.authority;
  if (name === ':scheme') return request.scheme;
  if (name === ':path') return request.path;
  return request.headers.get(name.toLowerCase());
}

/** One "no" decides; without one, one "unknown" does. */
export function matchesRoute(match: RouteMatch, request: Request): Verdict {
  const verdicts = [
    matchesPath(match.path, request.path),
    ...match.headers.map((header) => matchesNamed(header, headerOf(request, header.name))),
    ...match.query.map((parameter) => matchesNamed(parameter, request.query.get(parameter.name))),
  ];
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}
