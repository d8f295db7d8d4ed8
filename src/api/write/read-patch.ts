import type { Resource } from '../objects/resource.ts';
import type { ApiRequest } from '../request.ts';
import { StatusError } from '../status.ts';
import { isObject, type Json } from './json.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { fromJson, fromYaml } from './read-object.ts';
import { strategicPatch } from './strategic-patch.ts';

export interface Patch {
  /** Server-side apply: an object that is not there yet is made. */
  readonly creates: boolean;
  /** The patch itself. */
  readonly value: Json;
  apply(document: Json): Json;
}

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** Reads a patch by its type. @throws StatusError */
export function readPatch(
  { headers, body }: Pick<ApiRequest, 'headers' | 'body'>,
  { group }: Resource,
): Patch {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const text = Buffer.from(body ?? []).toString('utf8');
  const isBuiltIn = builtInGroups.includes(group);
  switch (type.trim().toLowerCase()) {
    case types.json: {
      const value = fromJson(text);
      return { creates: false, value, apply: (document) => jsonPatch(document, value) };
    }
    case types.merge:
      return merging(fromJson(text), mergePatch);
    case types.strategic:
      if (isBuiltIn) return merging(fromJson(text), strategicPatch);
      break;
    case types.apply: {
      // Field owners are not kept: what a client applies is merged over what is there.
      const value = asObject(fromYaml(text));
      const merge = isBuiltIn ? strategicPatch : mergePatch;
      return { creates: true, value, apply: (document) => merge(document, value) };
    }
  }
  const accepted = Object.values(types).filter((one) => isBuiltIn || one !== types.strategic);
  throw new StatusError(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** Groups whose types say how their lists are merged. */
const builtInGroups: readonly string[] = [
  '',
  'apps',
  'batch',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
];

function merging(value: Json, merge: (document: Json, patch: Json) => Json): Patch {
  const patch = asObject(value);
  return { creates: false, value: patch, apply: (document) => merge(document, patch) };
}

function asObject(value: Json): Json {
  if (isObject(value)) return value;
  throw new StatusError('BadRequest', 'the patch is no object');
}
