import type { Settings } from '../../lifecycle/state/settings.ts';
import type { Clock, Engine } from '../ports.ts';

/** `error`: it could not be tried at all, which says nothing about the container. */
export interface CheckResult {
  readonly outcome: 'success' | 'failure' | 'error';
  readonly message: string;
  readonly warning?: string;
}

export interface CheckPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly signal: AbortSignal;
}

export function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 1000);
}
