import type { EventOf } from './types.ts';

export interface WarningView {
  readonly time: string;
  readonly message: string;
  /** `file:line:column` where there is one. */
  readonly source?: string;
  readonly container?: string;
}

export function warning({ time, message, source, container }: EventOf<'Warning'>): WarningView {
  return {
    time,
    message,
    ...(source === undefined ? {} : { source }),
    ...(container === undefined ? {} : { container }),
  };
}
