import type { Step, StepResult } from '../capture/backends/step.ts';
import type { Engine } from './ports.ts';

/** Generous: one step takes some ten milliseconds. */
const stepDeadlineMs = 15_000;

export type RunStep = (step: Step) => Promise<StepResult>;

/** The runner of `capture/`'s steps over an engine: text in, text out. */
export function runnerOver(engine: Pick<Engine, 'inNamespace'>, signal: AbortSignal): RunStep {
  return async (step) => {
    const { exitCode, stdout, stderr } = await engine.inNamespace(step, stepDeadlineMs, signal);
    return { exitCode, stdout: text(stdout), stderr: text(stderr) };
  };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
