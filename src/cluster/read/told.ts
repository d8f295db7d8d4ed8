import type { EventBody } from '../../events/types.ts';

/** An event of the stream that a state of the cluster shows. */
export interface Told {
  readonly body: EventBody;
  /** RFC 3339 with milliseconds, of the cluster's clock and in whole seconds, where the state tells it. */
  readonly time?: string;
}
