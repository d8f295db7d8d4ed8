import { type FaultTrial, faultTrials } from '../../faults/kernel-trials.ts';
import type { RunResult, Step } from '../../supervisor/ports.ts';

/** Whether the kernel of an engine can do a kind of fault. */
export interface FaultReport {
  readonly kind: FaultTrial['kind'];
  readonly works: boolean;
  /** What the kernel or its tools have said. */
  readonly message?: string;
}

const trialMs = 10_000;

/** Tries every kind of fault about packets. */
export async function tryFaults(
  run: (step: Step, timeoutMs: number) => Promise<RunResult>,
): Promise<readonly FaultReport[]> {
  const reports: FaultReport[] = [];
  for (const { kind, load, unload } of faultTrials) {
    const { exitCode, stderr } = await run(load, trialMs);
    if (exitCode === 0) await run(unload, trialMs);
    const message = Buffer.from(stderr).toString('utf8').trim().split('\n').at(-1);
    reports.push({ kind, works: exitCode === 0, ...(exitCode !== 0 && message && { message }) });
  }
  return reports;
}

export function faultsInWords(reports: readonly FaultReport[]): readonly string[] {
  const working = reports.filter(({ works }) => works).map(({ kind }) => kind);
  const missing = reports.filter(({ works }) => !works);
  return [
    `faults that work: ${['pause', 'kill', 'stop-signal', ...working].join(', ')}`,
    ...missing.map(({ kind, message = 'no answer in time' }) => `  without ${kind}: ${message}`),
  ];
}
