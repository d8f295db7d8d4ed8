import type { HookKind, ProbeKind } from '../../events/types.ts';

/** Something to do. Each is carried out concurrently and answered by facts that name the same attempt. */
export type Command =
  | { readonly type: 'createSandbox'; readonly attempt: number }
  | { readonly type: 'startSandbox'; readonly attempt: number; readonly id: string }
  | { readonly type: 'removeSandbox'; readonly attempt: number; readonly id: string }
  /** Write the files of ConfigMaps, Secrets and the like into the volumes of the pod that runs. */
  | { readonly type: 'updateFiles'; readonly revision: number }
  | { readonly type: 'applyCapture'; readonly attempt: number }
  | { readonly type: 'removeCapture'; readonly attempt: number }
  /** Fetch the image and create the container, without starting it. */
  | (Of & { readonly type: 'prepare'; readonly sandbox: string; readonly specHash: string })
  | (Of & { readonly type: 'start'; readonly id: string })
  | (Of & { readonly type: 'runHook'; readonly id: string; readonly hook: HookKind })
  | (Of & { readonly type: 'probe'; readonly id: string; readonly probe: ProbeKind })
  | (Of & { readonly type: 'signal'; readonly id: string; readonly signal: string })
  | (Of & { readonly type: 'discard'; readonly id: string });

interface Of {
  readonly container: string;
  readonly attempt: number;
}
