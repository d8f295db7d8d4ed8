import type { Pod } from '../../pod/model.ts';
import type { SandboxAddress } from '../ports.ts';
import type { Planned, ServiceLoader, ServicePlan } from './load-services.ts';

/** The network namespace of a pod, as far as Services go. */
export interface Namespace {
  pod: Pod;
  address: SandboxAddress;
  readonly loader: ServiceLoader;
  /** Of a gateway: opens it again where somebody has ended it. */
  readonly reopen?: () => Promise<SandboxAddress>;
  /** What is loaded, in one text; absent when that is not known. */
  loaded?: string;
  work?: Promise<void>;
  /** Something has changed since the plan was made. */
  dirty: boolean;
  /** A moment of the monotonic clock until which what another run has loaded may stay. */
  readonly patientUntil: number;
  /** A failure is told once, until something could be loaded again. */
  told: boolean;
}

/** What is loaded in a namespace that has just been made. */
export const nothing = JSON.stringify({ routes: [], hosts: [], zone: [] } satisfies ServicePlan);

interface Surroundings {
  readonly planFor: (namespace: Namespace) => Planned;
  /** False while what is loaded had better stay, and once the namespace is gone. */
  readonly mayLoad: (namespace: Namespace) => boolean;
  readonly warn: (namespace: Namespace, message: string) => void;
}

/**
 * Loads what has changed, one load at a time: what changes meanwhile is loaded after it, however often it changes. Settles when everything
 * is loaded, or when it was told why not.
 */
export function createRefresher({
  planFor,
  mayLoad,
  warn,
}: Surroundings): (namespace: Namespace) => Promise<void> {
  const keepLoaded = async (namespace: Namespace): Promise<void> => {
    while (namespace.dirty && mayLoad(namespace)) {
      namespace.dirty = false;
      const { plan, text } = planFor(namespace);
      if (text === namespace.loaded) continue;
      try {
        const isLeft = namespace.loaded === undefined && text === nothing;
        delete namespace.loaded;
        if (!isLeft || !(await namespace.loader.isBare())) await namespace.loader.load(plan);
        namespace.loaded = text;
        namespace.told = false;
      } catch (error) {
        const where = namespace.reopen ? 'this machine' : 'here';
        if (!namespace.told) warn(namespace, `Services cannot be reached from ${where}: ${messageOf(error)}`);
        namespace.told = true;
        return;
      }
    }
  };
  const refresh = (namespace: Namespace): Promise<void> => {
    namespace.dirty = true;
    namespace.work ??= keepLoaded(namespace).finally(() => {
      delete namespace.work;
      if (namespace.dirty && mayLoad(namespace)) void refresh(namespace);
    });
    return namespace.work;
  };
  return refresh;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
