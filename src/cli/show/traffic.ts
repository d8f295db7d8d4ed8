import type { Traffic } from '../../events/traffic.ts';
import type { Pod } from '../../pod/model.ts';
import { inspectCapture, listFlows } from '../../supervisor/capture/inspect-capture.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { runnerOver } from '../../supervisor/run-step.ts';

/**
 * The rules in a pod's namespace with their counters, and its flows.
 *
 * @param spec what the pod asks for; nothing where that is not known.
 */
export async function trafficOf(
  spec: Pod | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<Traffic> {
  const capture = spec?.capture;
  if (!capture || capture.mode === 'NONE') return { rules: [], flows: [] };
  const run = runnerOver(engine, signal);
  const [view, flows] = await Promise.all([inspectCapture(capture, run), listFlows(capture, run)]);
  return {
    rules: view.rules.map((rule) => (rule.loaded ? rule : { ...rule, verdict: 'NOT LOADED' })),
    flows: flows.map(({ protocol, state: flowState, original, takenBy, rule, phase, why }) => ({
      protocol,
      phase,
      why,
      ...(flowState === undefined ? {} : { state: flowState }),
      source: `${original.source}:${original.sourcePort}`,
      destination: `${original.destination}:${original.destinationPort}`,
      takenBy,
      ...(rule === undefined ? {} : { rule }),
    })),
  };
}
