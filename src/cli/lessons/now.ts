import { systemClock } from '../../supervisor/clock.ts';

/** RFC 3339; for a person who reads it, and for the order of lessons. */
export function now(): string {
  return new Date(systemClock.wall()).toISOString();
}
