import type { EventBody } from '../../events/types.ts';
import { containerChanges } from './container-changes.ts';
import { containersOf, statusesOf } from './containers.ts';
import type { Condition, PodObject } from './objects.ts';
import type { Told } from './told.ts';

/**
 * What happened to a pod between two states that the API server showed, as the event stream tells it of pods here; without an
 * earlier state, everything that the later one knows. Invariant: the events of a chain of states fold to the view of the last.
 */
export function podChanges(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const containers = containersOf(after);
  return [
    ...created(before, after),
    ...scheduling(before, after),
    ...sandbox(before, after),
    ...terminating(before, after),
    ...containers.flatMap((container) => containerChanges(container, containers, before, after)),
    ...conditions(before, after),
    ...phase(before, after),
  ];
}

function created(before: PodObject | undefined, after: PodObject): readonly Told[] {
  if (before) return [];
  const { uid, creationTimestamp: time } = after.metadata;
  const body: EventBody = { type: 'PodCreated', spec: uid.slice(0, 8), containers: containersOf(after) };
  return [time === undefined ? { body } : { body, time: new Date(time).toISOString() }];
}

function scheduling(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const now = conditionOf(after, 'PodScheduled');
  const isNew = now?.message !== conditionOf(before, 'PodScheduled')?.message;
  if (now?.status !== 'False' || !isNew) return [];
  return [warning(`no node takes it: ${now.message ?? now.reason ?? ''}`)];
}

function sandbox(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const ip = after.status?.podIP;
  if (!ip || ip === before?.status?.podIP) return [];
  const network = `node ${after.spec.nodeName ?? '?'}`;
  return [{ body: { type: 'SandboxReady', ip, network, holder: '' } }];
}

function terminating(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const { deletionTimestamp, deletionGracePeriodSeconds: graceSeconds = 30 } = after.metadata;
  if (!deletionTimestamp || before?.metadata.deletionTimestamp) return [];
  return [{ body: { type: 'PodTerminating', reason: 'it was deleted', graceSeconds } }];
}

function conditions(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const turned = (type: string, to: 'True' | 'False'): boolean =>
    conditionOf(after, type)?.status === to && conditionOf(before, type)?.status !== to;
  const found: EventBody[] = [];
  if (turned('Initialized', 'True')) found.push({ type: 'PodInitialized' });
  if (turned('Ready', 'True')) found.push({ type: 'PodReady' });
  const wasReady = conditionOf(before, 'Ready')?.status === 'True';
  if (wasReady && turned('Ready', 'False'))
    found.push({ type: 'PodNotReady', message: `not ready: ${unready(after)}` });
  return found.map((body) => ({ body }));
}

function unready(pod: PodObject): string {
  const statuses = statusesOf(pod);
  const names = containersOf(pod).filter(
    ({ name, role }) => role !== 'init' && statuses.get(name)?.ready !== true,
  );
  return names.map(({ name }) => name).join(', ') || (conditionOf(pod, 'Ready')?.message ?? '');
}

function phase(before: PodObject | undefined, after: PodObject): readonly Told[] {
  const now = after.status?.phase;
  if (now === before?.status?.phase) return [];
  if (now === 'Succeeded')
    return [{ body: { type: 'PodSucceeded', message: 'every app container exited 0' } }];
  if (now === 'Failed') return [{ body: { type: 'PodFailed', message: whyFailed(after) } }];
  return [];
}

/** Why a pod is `Failed`, in words. */
export function whyFailed(pod: PodObject): string {
  const { reason, message } = pod.status ?? {};
  if (reason) return message ? `${reason}: ${message}` : reason;
  const failed = firstFailure(pod);
  if (!failed && pod.metadata.deletionTimestamp)
    return 'it was deleted before its app containers had ended well';
  return failed ? `${failed.name} exited ${failed.exitCode}` : (message ?? 'it failed');
}

/** The first app container, else init container, that ended with another code than 0. */
export function firstFailure(
  pod: PodObject,
): { readonly name: string; readonly exitCode: number } | undefined {
  const statuses = statusesOf(pod);
  const ended = containersOf(pod)
    .filter(({ role }) => role !== 'sidecar')
    .flatMap(({ name, role }) => {
      const end = statuses.get(name)?.state?.terminated;
      return end && end.exitCode !== 0
        ? [{ name, role, exitCode: end.exitCode, at: end.finishedAt ?? '' }]
        : [];
    });
  const apps = ended.filter(({ role }) => role === 'app');
  return [...(apps.length > 0 ? apps : ended)].sort((a, b) => a.at.localeCompare(b.at))[0];
}

function conditionOf(pod: PodObject | undefined, type: string): Condition | undefined {
  return pod?.status?.conditions?.find((one) => one.type === type);
}

function warning(message: string): Told {
  return { body: { type: 'Warning', message } };
}
