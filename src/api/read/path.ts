import type { Resource } from '../objects/resource.ts';
import { StatusError } from '../status.ts';
import { findResource } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';

/** What a path of the API is about. */
export interface Target {
  readonly resource: Resource;
  /** Absent for all namespaces, and for resources without any. */
  readonly namespace?: string;
  /** Absent for a list. */
  readonly name?: string;
  /** `log`, `status`, `scale`, … */
  readonly subresource?: string;
}

/**
 * Reads `/api/v1/namespaces/NAMESPACE/pods/NAME/log` and the like; undefined for a path that is about no resource that is served.
 *
 * @throws StatusError `BadRequest` for a path that is not encoded as it should be, and for a name that can be none.
 */
export function targetOf(path: string, store: Pick<Store, 'list'>): Target | undefined {
  const [root, ...parts] = decoded(path);
  const [version = '', ...rest] = root === 'api' ? parts : parts.slice(1);
  const group = root === 'api' ? '' : (parts[0] ?? '');
  if ((root !== 'api' && root !== 'apis') || rest.length === 0) return undefined;
  const named = (name: string): Resource | undefined => findResource(store, { group, version, name });
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && !isOfNamespace(rest[2]);
  const [namespace, words] = isInNamespace ? [rest[1], rest.slice(2)] : [undefined, rest];
  const [plural = '', name, subresource, ...more] = words;
  const resource = named(plural);
  if (!resource || more.length > 0 || (namespace !== undefined && !resource.namespaced)) return undefined;
  // A name without a namespace is found nowhere.
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  if (subresource !== undefined && !resource.subresources.some((one) => one.name === subresource))
    return undefined;
  if (name === '.' || name === '..')
    throw new StatusError('BadRequest', `Name parameter invalid: "${name}": may not be '${name}'`);
  return {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

/** `/api/v1/namespaces/NAME/status` is about the namespace. */
function isOfNamespace(part: string | undefined): boolean {
  return part === 'status' || part === 'finalize';
}

function decoded(path: string): readonly string[] {
  try {
    // As a server of Go: a slash that is encoded divides too (net/http, URL.Path).
    return decodeURIComponent(path)
      .split('/')
      .filter((part) => part !== '');
  } catch {
    throw new StatusError('BadRequest', `the path ${path} is not encoded as a URL is`);
  }
}
