import type { SandboxAddress } from '../ports.ts';

/** Where the pod can be reached: known once its namespace is up, unknown again while it is made anew. */
export interface PodAddress {
  readonly tell: (address: SandboxAddress) => void;
  readonly forget: () => void;
  /** Waits for it. Rejects when nobody waits any more: a namespace that never comes up has no address. */
  readonly ip: () => Promise<string>;
}

export function createPodAddress(waiting: AbortSignal): PodAddress {
  let known: string | undefined;
  const asked = new Set<(ip: string) => void>();
  return {
    tell({ ip }) {
      known = ip;
      for (const answer of asked) answer(ip);
      asked.clear();
    },
    forget() {
      known = undefined;
    },
    ip: () =>
      new Promise((resolve, reject) => {
        if (known !== undefined) return resolve(known);
        const giveUp = (): void => reject(new Error('the pod has no address'));
        if (waiting.aborted) return giveUp();
        waiting.addEventListener('abort', giveUp, { once: true });
        asked.add((ip) => {
          waiting.removeEventListener('abort', giveUp);
          resolve(ip);
        });
      }),
  };
}
