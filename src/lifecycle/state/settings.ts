/** What the rules leave open, in one place; a scaled or virtual time is nothing but another `secondMs`. */
export interface Settings {
  /** How many milliseconds one second of a pod's specification lasts: 1000, less in a scaled test. */
  readonly secondMs: number;
  /** A kill never gets less than this between its signal and SIGKILL (kubelet: minimumGracePeriodInSeconds). */
  readonly minimumGraceSeconds: number;
  /** Each start and each stop waits for a person (`goOn`). */
  readonly stepping?: boolean;
  readonly restartBackoff: BackoffCurve;
  readonly imageBackoff: BackoffCurve;
  /** Within a starting container's probe period, how soon success is looked for again, at first and at most. */
  readonly peek: { readonly firstMs: number; readonly mostMs: number };
}

export interface BackoffCurve {
  readonly initialSeconds: number;
  readonly capSeconds: number;
  /** An instance that ran longer than this starts the curve anew (twice the kubelet's cap, KEP-4603). */
  readonly resetSeconds: number;
}

/** The kubelet's own curve: 10 s doubling to 300 s. */
export const kubernetesBackoff: BackoffCurve = { initialSeconds: 10, capSeconds: 300, resetSeconds: 600 };

/** The curve of KEP-4603's ReduceDefaultCrashLoopBackOffDecay: 1 s doubling to 60 s; Outrider's default. */
const reducedBackoff: BackoffCurve = { initialSeconds: 1, capSeconds: 60, resetSeconds: 600 };

export const defaultSettings: Settings = {
  secondMs: 1000,
  minimumGraceSeconds: 2,
  restartBackoff: reducedBackoff,
  imageBackoff: kubernetesBackoff,
  peek: { firstMs: 50, mostMs: 1000 },
};
