import type { Pod } from '../../pod/model.ts';
import type { Engine } from '../ports.ts';

export interface CaptureInForce {
  readonly backend: string;
  readonly mode: string;
  readonly rules: number;
  readonly message?: string;
}

export type CaptureResult =
  | {
      readonly ok: true;
      readonly applied: CaptureInForce;
      /** What could not be loaded and is not captured, each in one sentence. */
      readonly warnings?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly failed: { readonly backend: string; readonly mode: string; readonly message: string };
    };

export interface CaptureRemoval {
  readonly backend: string;
  readonly mode: string;
  readonly problem?: string;
}

export interface CaptureCheck {
  /** In one sentence; absent when all is as it should be. */
  readonly drift?: string;
  /** What is in force, when all is as it should be. */
  readonly found?: CaptureInForce;
  /** Each in one sentence with its cure. */
  readonly alarms: readonly string[];
}

/** Puts a pod's capture rules on and proves from inside that they hold. Throws when the namespace cannot be reached. */
export interface Capturer {
  apply(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureResult>;
  /** Takes them off a running pod; open connections keep their way. The words say what went wrong, if anything. */
  remove(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureRemoval>;
  /** What has become of the rules, if they are not what was applied any more, and what else works against them. */
  check(pod: Pod, engine: Engine, signal: AbortSignal): Promise<CaptureCheck>;
}
