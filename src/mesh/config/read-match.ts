import { at, type Json, object, objects, text } from './json.ts';
import type { NamedMatch, RouteMatch, TextMatch } from './model.ts';

/** A RouteMatch of Envoy. */
export function readMatch(match: Json): RouteMatch {
  return {
    path: { ...pathOf(match), ignoresCase: match['case_sensitive'] === false },
    headers: objects(match['headers']).map(headerOf),
    query: objects(match['query_parameters']).map(queryOf),
  };
}

function pathOf(match: Json): TextMatch {
  const exact = text(match['path']);
  if (exact !== undefined) return { by: 'exact', value: exact };
  const segments = text(match['path_separated_prefix']);
  if (segments !== undefined) return { by: 'segments', value: segments };
  const regex = text(at(match, 'safe_regex', 'regex'));
  if (regex !== undefined) return { by: 'regex', value: regex };
  const prefix = text(match['prefix']);
  return prefix === undefined ? { by: 'unknown' } : { by: 'prefix', value: prefix };
}

function headerOf(header: Json): NamedMatch {
  return {
    name: text(header['name']) ?? '',
    inverted: header['invert_match'] === true,
    ...stringOf(header['string_match'] === undefined ? header : object(header['string_match'])),
  };
}

function queryOf(parameter: Json): NamedMatch {
  const { string_match: match, present_match: present } = parameter;
  return {
    name: text(parameter['name']) ?? '',
    inverted: false,
    ...stringOf(match === undefined ? { present_match: present ?? true } : object(match)),
  };
}

/** A StringMatcher, or the older fields of a HeaderMatcher. */
function stringOf(match: Json): TextMatch {
  for (const by of ['exact', 'prefix', 'suffix', 'contains'] as const) {
    const value = text(match[by]) ?? text(match[`${by}_match`]);
    if (value !== undefined) return { by, value };
  }
  const regex = text(at(match, 'safe_regex', 'regex')) ?? text(at(match, 'safe_regex_match', 'regex'));
  if (regex !== undefined) return { by: 'regex', value: regex };
  return match['present_match'] === undefined ? { by: 'unknown' } : { by: 'present' };
}
