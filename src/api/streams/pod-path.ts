import type { PodName } from '../ports.ts';

/** What is asked of a pod beside the object itself. */
export interface PodSubresource extends PodName {
  readonly subresource: string;
}

/** `/api/v1/namespaces/NAMESPACE/pods/NAME/SUBRESOURCE`; undefined for any other path. */
export function podSubresource(path: string): PodSubresource | undefined {
  const [, namespace, name, subresource] =
    /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/([a-z]+)\/?$/.exec(decoded(path)) ?? [];
  if (namespace === undefined || name === undefined || subresource === undefined) return undefined;
  return { namespace, name, subresource };
}

/** The one who reads objects says what is wrong with a path that cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
