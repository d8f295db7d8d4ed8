import type { ContainerView } from '../events/view.ts';
import type { Finding } from './finding.ts';

/** A finding in one line: cause, then cure. */
export function findingLine({ pod, message, cure }: Finding, severalPods: boolean): string {
  return `${severalPods && pod !== '' ? `${pod}: ` : ''}${message}; ${cure}`;
}

/** `sidecar proxy`, `init container setup`, and an app container by its name. */
export function named({ name, role }: Pick<ContainerView, 'name' | 'role'>): string {
  return role === 'app' ? name : `${role === 'init' ? 'init container' : 'sidecar'} ${name}`;
}

/** `16 MiB`. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** `once`, `4 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** A log line inside of a sentence. */
export function quoted(line: string): string {
  const most = 160;
  const text = line.trim();
  return `“${text.length > most ? `${text.slice(0, most)}…` : text}”`;
}
