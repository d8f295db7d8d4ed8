import type { Service } from './schema.ts';

const policies: Readonly<Record<string, string>> = {
  no: 'Never',
  none: 'Never',
  false: 'Never',
  'on-failure': 'OnFailure',
  any: 'Always',
  always: 'Always',
  'unless-stopped': 'Always',
};

/**
 * When a service is started again, in Kubernetes' words; without a word of it never, as in Compose. `deploy.restart_policy` counts
 * before `restart` (docker/compose, `getRestartPolicy`). Undefined for a `restart` that is none.
 */
export function policyOf({ restart = 'no', deploy }: Service): string | undefined {
  const policy = deploy?.restart_policy;
  if (policy !== undefined) return policies[policy.condition ?? 'any'];
  return /^on-failure:\d+$/.test(restart) ? 'OnFailure' : policies[restart];
}

/** How often a service is started again; undefined for without end. */
export function restartLimit({ restart, deploy }: Service): number | undefined {
  const policy = deploy?.restart_policy;
  if (policy !== undefined) return policy.max_attempts;
  return Number(/^on-failure:(\d+)$/.exec(restart ?? '')?.[1]) || undefined;
}
