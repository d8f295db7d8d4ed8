import { randomBytes } from 'node:crypto';
import { parseDocument } from 'yaml';
import type { ApiObject } from '../objects/api-object.ts';
import { groupVersion } from '../objects/resource.ts';
import type { Target } from '../read/path.ts';
import type { ApiRequest } from '../request.ts';
import { StatusError } from '../status.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** A request's body as JSON or YAML. @throws StatusError `BadRequest` or `UnsupportedMediaType` */
export function readBodyAs({ headers, body }: Pick<ApiRequest, 'headers' | 'body'>): Json {
  const [type = ''] = (headers['content-type'] ?? 'application/json').split(';');
  const text = Buffer.from(body ?? []).toString('utf8');
  switch (type.trim().toLowerCase()) {
    case '':
    case 'application/json':
      return fromJson(text);
    case 'application/yaml':
    case 'application/apply-patch+yaml':
      return fromYaml(text);
    default:
      throw new StatusError(
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
      );
  }
}

export function fromJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
}

export function fromYaml(text: string): Json {
  try {
    // Aliases may stand for more than memory holds.
    const document = parseDocument(text, { uniqueKeys: true });
    if (document.errors[0]) throw document.errors[0];
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw unreadable((error as Error).message.split('\n')[0]!);
  }
}

function unreadable(why: string): StatusError {
  return new StatusError('BadRequest', `the object provided is unrecognized: ${why}`);
}

/**
 * The object of a body, as it is to be under this path: of its kind, its namespace and its name.
 * @throws StatusError in the words of a server (apiserver: pkg/endpoints/handlers/create.go, pkg/registry/rest/meta.go).
 */
export function readObject(body: Json, { resource, namespace, name }: Target): ApiObject {
  const kind = isObject(body) ? body['kind'] : undefined;
  if (!isObject(body) || typeof kind !== 'string')
    throw unreadable("Object 'Kind' is missing, or the body is no object");
  const expected = groupVersion(resource);
  if (kind !== resource.kind || body['apiVersion'] !== expected)
    throw new StatusError(
      'BadRequest',
      `the object provided is a ${body['apiVersion']} ${kind}, and this path has objects of ${expected} ${resource.kind}`,
    );
  const metadata: JsonObject = isObject(body['metadata']) ? body['metadata'] : {};
  const named = nameIn(metadata, resource.name);
  if (name !== undefined && named !== name)
    throw new StatusError(
      'BadRequest',
      `the name of the object (${named}) does not match the name on the URL (${name})`,
    );
  const given = metadata['namespace'];
  if (namespace !== undefined && given !== undefined && given !== '' && given !== namespace)
    throw new StatusError(
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  const { namespace: _, generateName: __, ...others } = metadata;
  return {
    ...body,
    ...{ apiVersion: expected, kind },
    metadata: { ...others, name: named, ...(namespace !== undefined && { namespace }) },
  };
}

/** Without digits and vowels that make words or are taken for one another (apimachinery, pkg/util/rand). */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

function nameIn({ name, generateName }: JsonObject, resource: string): string {
  if (typeof name === 'string' && name !== '') {
    if (/^[a-z0-9](?:[a-z0-9.:-]{0,251}[a-z0-9])?$/i.test(name)) return name;
    throw new StatusError(
      'Invalid',
      `${resource} "${name.slice(0, 100)}" is invalid: metadata.name: Invalid value`,
      {
        name: name.slice(0, 253),
        kind: resource,
      },
    );
  }
  if (typeof generateName === 'string' && generateName !== '')
    return generateName + [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join('');
  throw new StatusError(
    'Invalid',
    'resource name may not be empty: metadata.name or generateName is required',
  );
}
