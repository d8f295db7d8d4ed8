import { probeOf } from '../../lifecycle/run/probes.ts';
import { containerNamed } from '../../pod/containers.ts';
import type { Handler } from '../../pod/model.ts';
import type { CheckPorts } from '../checks/check.ts';
import { runHook, runProbe } from '../checks/handlers.ts';
import type { CommandOf, ExecutorContext } from './executor-context.ts';

export async function hook(
  context: ExecutorContext,
  { container, attempt, id, hook }: CommandOf<'runHook'>,
): Promise<void> {
  const spec = containerNamed(context.pod(), container);
  const handler = (hook === 'postStart' ? spec.postStart : spec.preStop)!;
  const target = { container: spec, id, ip: await addressFor(context, handler) };
  const result = await runHook(checkPorts(context), target, handler);
  context.post({ type: 'hookFinished', container, attempt, hook, ...result });
}

export async function probe(
  context: ExecutorContext,
  { container, attempt, id, probe }: CommandOf<'probe'>,
): Promise<void> {
  const spec = containerNamed(context.pod(), container);
  const ip = await addressFor(context, probeOf(spec, probe)!.handler);
  const { outcome, message, warning } = await runProbe(
    checkPorts(context),
    { container: spec, id, ip },
    probe,
  );
  if (warning !== undefined) context.warn(`${container}: ${warning}`);
  context.post({ type: 'probed', container, attempt, probe, outcome, message });
}

function checkPorts({ engine, clock, settings, waiting }: ExecutorContext): CheckPorts {
  return { engine, clock, settings, signal: waiting };
}

/** What runs inside the container needs no address. */
async function addressFor({ address }: ExecutorContext, { type }: Handler): Promise<string> {
  return type === 'exec' || type === 'execs' || type === 'sleep' ? '' : address.ip();
}
