import type { HealthCheck } from '../../pod/health-check.ts';

/** The part of an image's configuration that says how its health is checked. Times are in nanoseconds. */
export interface ImageHealthConfig {
  readonly Shell?: readonly string[] | null;
  readonly Healthcheck?: {
    readonly Test?: readonly string[] | null;
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  } | null;
}

/** `HEALTHCHECK` of an image; undefined where it has none. A text is for the image's own `SHELL` (moby, daemon/health.go). */
export function imageHealth({ Healthcheck: check, Shell }: ImageHealthConfig): HealthCheck | undefined {
  const [kind, ...words] = check?.Test ?? [];
  const shell = Shell?.length ? Shell : ['/bin/sh', '-c'];
  const command = kind === 'CMD' ? words : kind === 'CMD-SHELL' ? [...shell, ...words] : [];
  if (!check || command.length === 0) return undefined;
  return {
    command,
    ...seconds('intervalSeconds', check.Interval),
    ...seconds('timeoutSeconds', check.Timeout),
    ...seconds('startPeriodSeconds', check.StartPeriod),
    ...seconds('startIntervalSeconds', check.StartInterval),
    ...(check.Retries && { retries: check.Retries }),
  };
}

/** Zero means "not said". */
function seconds<K extends string>(key: K, nanoseconds: number | undefined): { readonly [P in K]?: number } {
  return nanoseconds ? ({ [key]: nanoseconds / 1e9 } as { readonly [P in K]?: number }) : {};
}
