import { randomBytes, randomUUID } from 'node:crypto';
import type { FileIssuer } from '../../docker/objects/issued-files.ts';
import type { IssuedContent } from '../../pod/issued.ts';
import { accountUid, podUid } from '../../pod/uid.ts';

type IssuedToken = Extract<IssuedContent, { readonly is: 'token' }>;
type PodKey = { readonly namespace: string; readonly name: string };

interface Kept {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly renew: number;
}

/** The kubelet renews when a fifth of the time is left, and after a day in any case (`pkg/kubelet/token/token_manager.go`). */
const shareOfLife = 0.8;
const dayMs = 24 * 60 * 60_000;

/**
 * Issues what is issued in the volumes of a project's pods. What signs is loaded when the first file wants it.
 * @param folder where the secrets of the project are kept.
 * @param now the time of day in milliseconds since the epoch.
 */
export function fileIssuer(folder: string, now: () => number): FileIssuer {
  const tokens = new Map<string, Kept>();
  const keyOf = (issued: IssuedToken, { namespace, name }: PodKey): string =>
    JSON.stringify([namespace, name, issued]);
  const isDue = (issued: IssuedContent, pod: PodKey): boolean =>
    issued.is === 'token' && (tokens.get(keyOf(issued, pod))?.renew ?? 0) <= now();
  return {
    isDue,
    async content(issued, pod) {
      if (issued.is === 'authority') return authority(folder, now);
      const key = keyOf(issued, pod);
      const kept = tokens.get(key);
      if (kept && !isDue(issued, pod)) return kept.text;
      const text = await sign(issued, pod, folder, now);
      const life = issued.expirationSeconds * 1000;
      tokens.set(key, { text, renew: now() + Math.min(life * shareOfLife, dayMs) });
      return text;
    },
  };
}

async function sign(
  { account, audience, expirationSeconds }: IssuedToken,
  pod: PodKey,
  folder: string,
  now: () => number,
): Promise<string> {
  const { projectTokens } = await import('./project-tokens.ts');
  const { namespace, name } = pod;
  return (await projectTokens(folder, now)).sign({
    namespace,
    account: { name: account, uid: accountUid(namespace, account) },
    bound: { kind: 'pod', name, uid: podUid(pod) },
    audiences: [audience],
    expires: now() + expirationSeconds * 1000,
    id: randomUUID(),
  });
}

async function authority(folder: string, now: () => number): Promise<string> {
  const [{ authorityOf }, { keepIn }] = await Promise.all([
    import('../../secrets/authority.ts'),
    import('../../secrets/keep.ts'),
  ]);
  return (await authorityOf({ keep: keepIn(folder), randomBytes, now })).certificate;
}
