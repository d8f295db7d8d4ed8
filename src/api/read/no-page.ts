import type { WholeResponse } from '../request.ts';
import { knownResources } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';

/** What a server answers to a path outside of its groups: no Status, but a page. Undefined for a path inside of one. */
export function noPage(path: string, store: Pick<Store, 'list'>): WholeResponse | undefined {
  const [, root, group = ''] = path.split('/');
  const isKnown =
    root === 'api' ||
    (root === 'apis' && knownResources(store).some((one) => one.group === group && group !== ''));
  if (isKnown) return undefined;
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: '404 page not found\n',
  };
}
