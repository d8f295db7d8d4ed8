import { type Scope, scopeName } from './server-folder.ts';

/** What the cluster, the user and the context of a scope are called in a kubeconfig. */
export function contextName(scope: Scope): string {
  return 'all' in scope ? 'outrider' : `outrider-${scopeName(scope)}`;
}
