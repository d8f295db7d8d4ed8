import type { PodName } from '../ports.ts';

/** What is asked of a pod beside the object itself. */
export interface PodSubresource extends PodName {
  readonly subresource: string;
}

/** `/api/v1/namespaces/NAMESPACE/pods/NAME/SUBRESOURCE`; undefined for any other path. */
export function podSubresource(path: string): PodSubresource | undefined {
  const found = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/([a-z]+)\/?$/.exec(path);
  if (!found) return undefined;
  try {
    const [namespace, name, subresource] = found.slice(1).map(decodeURIComponent);
    return { namespace: namespace!, name: name!, subresource: subresource! };
  } catch {
    return undefined;
  }
}
