import { type Namespace, nothing } from './service-namespace.ts';

interface Surroundings {
  /** False once the namespace is gone. */
  readonly isCurrent: (namespace: Namespace) => boolean;
  readonly refresh: (namespace: Namespace) => Promise<void>;
  readonly warn: (pod: string, message: string) => void;
}

/** Looks at one namespace: what somebody has changed is loaded again, and what could not be loaded is tried again. */
export async function mendNamespace(
  namespace: Namespace,
  { isCurrent, refresh, warn }: Surroundings,
): Promise<void> {
  if (namespace.work || !isCurrent(namespace) || namespace.loaded === nothing) return;
  if (namespace.reopen) {
    const address = await namespace.reopen();
    // It was made anew, and has nothing yet.
    if (address.ip !== namespace.address.ip) delete namespace.loaded;
    namespace.address = address;
  }
  if (namespace.loaded !== undefined) {
    if (await namespace.loader.intact()) return;
    if (namespace.work || !isCurrent(namespace)) return;
    warn(namespace.pod.name, 'the rules or names of Services were changed; they are loaded again');
    delete namespace.loaded;
  }
  await refresh(namespace);
}
