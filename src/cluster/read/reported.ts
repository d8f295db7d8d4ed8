import type { EventBody, ProbeKind } from '../../events/types.ts';
import type { ReportedEvent } from './objects.ts';

/** Reasons of events that say nothing that the pod's status does not. */
const inStatus = new Set(['Scheduled', 'Created', 'Started', 'BackOff', 'Killing', 'Failed', 'Completed']);

/**
 * An event of the cluster in the event stream: probes, hooks and images by their types, what else warns as a warning, and nothing where
 * the pod's status tells it as well. The messages are the kubelet's (pkg/kubelet/prober, pkg/kubelet/events).
 *
 * @param attempt the instance of the container that is there now.
 */
export function reportedChange(
  { reason = '', message = '', type, involvedObject }: ReportedEvent,
  attempt: (container: string) => number,
): EventBody | undefined {
  const container = /\{(.+)\}/.exec(involvedObject.fieldPath ?? '')?.[1];
  const of = container === undefined ? undefined : { container, attempt: attempt(container) };
  const [, kind, words] =
    /^(Startup|Liveness|Readiness) probe (?:failed|errored)[^:]*:?\s*([\s\S]*)$/.exec(message) ?? [];
  if (reason === 'Unhealthy' && kind && of)
    return {
      type: 'ProbeFailed',
      ...of,
      probe: kind.toLowerCase() as ProbeKind,
      message: (words ?? '').trim(),
      changed: true,
    };
  const hook = hooks[reason];
  if (hook && of) return { type: 'HookFinished', ...of, hook, ok: false, message };
  if (reason === 'Pulling' || reason === 'Pulled') {
    const image = /image "([^"]+)"/.exec(message)?.[1];
    if (image === undefined || /already present/.test(message)) return undefined;
    return { type: reason === 'Pulling' ? 'ImagePulling' : 'ImagePulled', image };
  }
  if (reason === 'Killing' && /failed .* probe/.test(message))
    return { type: 'Warning', message, ...(container === undefined ? {} : { container }) };
  if (type !== 'Warning' || inStatus.has(reason)) return undefined;
  return {
    type: 'Warning',
    message: `${reason}: ${message}`,
    ...(container === undefined ? {} : { container }),
  };
}

const hooks: Readonly<Record<string, 'postStart' | 'preStop'>> = {
  FailedPostStartHook: 'postStart',
  FailedPreStopHook: 'preStop',
};
