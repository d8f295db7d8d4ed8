import type { Box } from './picture.ts';
import type { Talk } from './talk.ts';

/** `+1:02:03.456`, `+12.345`: seconds since the beginning. */
export function offsetWords(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const [hours, minutes] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  const seconds = ((whole % 60_000) / 1000).toFixed(3);
  const two = (value: number | string, length: number): string => String(value).padStart(length, '0');
  if (hours > 0) return `+${hours}:${two(minutes, 2)}:${two(seconds, 6)}`;
  return minutes > 0 ? `+${minutes}:${two(seconds, 6)}` : `+${seconds}`;
}

/** `14:03:22.123`, in the zone of who looks; of a moment in milliseconds since 1970. */
export function clockWords(ms: number): string {
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(11, 23);
}

/** A box for somebody who does not see it. */
export function boxInWords({ id, pod }: Box): string {
  if (!pod) return id;
  const containers = pod.containers.map(({ name, role, state }) => `${role} ${name}: ${state}`);
  return `pod ${id}, ${pod.phase}: ${containers.join('; ')}`;
}

export function talkInWords({ from, to, destination, name, isCaptured, connections }: Talk): string {
  const through = isCaptured ? ', through the proxy' : '';
  const where = name === destination ? destination : `${name} (${destination})`;
  return `${from} to ${to}: ${where}${through}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
}
