import type { Pod } from '../pod/model.ts';
import type { Engine } from './ports.ts';

export type CaptureResult =
  | {
      readonly ok: true;
      readonly applied: {
        readonly backend: string;
        readonly mode: string;
        readonly rules: number;
        readonly message?: string;
      };
    }
  | {
      readonly ok: false;
      readonly failed: { readonly backend: string; readonly mode: string; readonly message: string };
    };

/** Puts a pod's capture rules on and proves from inside that they hold. Never throws. */
export interface Capturer {
  apply(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureResult>;
}
