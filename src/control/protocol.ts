import type { OutriderEvent } from '../events/types.ts';
import type { Report } from '../lifecycle/facts.ts';
import type { PodState } from '../lifecycle/state.ts';

/** What one terminal asks of the supervisor in another. */
export type ControlRequest =
  | { readonly type: 'post'; readonly report: Report }
  | { readonly type: 'state' }
  /** Everything told so far, then everything to come. */
  | { readonly type: 'subscribe' }
  | { readonly type: 'capture'; readonly on: boolean };

export type ControlReply =
  | { readonly type: 'done'; readonly message?: string }
  | {
      readonly type: 'state';
      readonly state: PodState;
      readonly now: number;
      /** The process that supervises: its events are of all the pods it supervises. */
      readonly pid: number;
    }
  | { readonly type: 'event'; readonly event: OutriderEvent }
  | { readonly type: 'refused'; readonly message: string };
