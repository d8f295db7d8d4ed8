import type { BuildUlimit } from '../../../pod/image-build.ts';
import type { Service } from '../schema.ts';

/** One number is both limits. */
export function ulimitsOf(given: Service['ulimits'] = {}): readonly BuildUlimit[] {
  return Object.entries(given).map(([name, one]) =>
    typeof one === 'number' ? { name, soft: one, hard: one } : { name, ...one },
  );
}
