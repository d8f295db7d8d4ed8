import type { Service } from './schema.ts';

/** Whether the health of a service is checked by nobody, its image's check included. */
export function isOff({ disable, test }: NonNullable<Service['healthcheck']>): boolean {
  return disable === true || test?.[0] === 'NONE';
}
