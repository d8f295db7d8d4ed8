import { list } from '../../events/explain/phrases.ts';
import { podWaitsInWords } from '../../events/explain/pod-waits.ts';
import type { Plan, StartStep, StopStep } from './plan.ts';

/** A plan as lines for people. */
export function formatPlan(plan: Plan): string {
  const { pod, waitFor, start, stop, longestStopSeconds, endsByItself } = plan;
  const width = Math.max(...start.map(({ container }) => container.length));
  const numbered = start.map((step, index) => `${String(index + 1).padStart(3)}. ${startLine(step, width)}`);
  const hooks = stop.filter(({ preStop }) => preStop).map(({ container }) => container);
  return [
    `pod ${pod}`,
    ...(waitFor.length > 0 ? [`waits for ${podWaitsInWords(waitFor)}`] : []),
    '',
    'start, in this order:',
    ...numbered,
    '',
    endsByItself
      ? 'ends when every app container is done for good; sidecars never keep it alive'
      : 'restarts its app containers for ever: it ends on request',
    '',
    `stop, within ${longestStopSeconds} s at the latest:`,
    ...(hooks.length > 0
      ? [`  at once: the preStop ${hooks.length === 1 ? 'hook' : 'hooks'} of ${list(hooks)}`]
      : []),
    ...stop.map((step) => `  ${stopLine(step, width)}`),
    '',
  ].join('\n');
}

function startLine(
  { container, role, after, letsGo, longestStartSeconds }: StartStep,
  width: number,
): string {
  const waits = after.map((each) =>
    each.until === 'start call'
      ? `the start of ${each.container}`
      : `${each.container} ${each.until === 'started' ? 'to start' : 'to exit 0'}`,
  );
  const gate = waits.length > 0 ? `waits for ${waits.join(' and ')}` : 'starts first';
  const limit =
    longestStartSeconds === undefined ? '' : `, within ${longestStartSeconds} s or it is restarted`;
  const next =
    role === 'app' ? '' : `; the next goes when ${role === 'init' ? 'it exits 0' : letsGo}${limit}`;
  return `${container.padEnd(width)}  ${role.padEnd(7)}  ${gate}${next}`;
}

function stopLine({ container, role, after, signal }: StopStep, width: number): string {
  const turn =
    after.length === 0 ? 'at once' : `when ${list(after)} ${after.length === 1 ? 'is' : 'are'} gone`;
  return `${container.padEnd(width)}  ${role.padEnd(7)}  signal ${turn} (${signal})`;
}
