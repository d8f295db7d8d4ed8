import type { ServiceSummary } from './service-summary.ts';
import type { EventOf } from './types.ts';

/** A Service as far as the events have told it. */
export interface ServiceView extends ServiceSummary {
  /** RFC 3339; since when no address behind it is ready. Absent while one is. */
  readonly noneReadySince?: string;
}

/** The Service after one of its events. */
export function foldService(before: ServiceView | undefined, event: EventOf<'ServiceChanged'>): ServiceView {
  const { type: _type, time, seq: _seq, project: _project, pod: _pod, message: _message, ...summary } = event;
  if (summary.endpoints.some(({ ready }) => ready)) return summary;
  return { ...summary, noneReadySince: before?.noneReadySince ?? time };
}
