import { uidOf } from '../../../pod/uid.ts';
import type { ApiObject } from '../api-object.ts';
import { inSeconds } from '../api-object.ts';
import type { EventWords } from './event-words.ts';

/** The pod, and the container of it, that an event is about. */
export interface EventSubject {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  /** `spec.containers{app}`. */
  readonly fieldPath?: string;
  readonly nodeName: string;
}

/**
 * An event of the core group. The same words about the same subject are one event with a count, as the kubelet's are.
 *
 * @param subject with the name that the event has
 * @param before the event with these words, where it was told before.
 */
export function eventObject(
  words: EventWords,
  subject: EventSubject & { readonly name: string },
  time: string,
  before: ApiObject | undefined,
): ApiObject {
  const { namespace, pod, podUid, fieldPath, nodeName, name } = subject;
  const { component = 'kubelet' } = words;
  const isOnNode = component !== 'default-scheduler';
  const at = inSeconds(time);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      ...{ name, namespace, uid: uidOf(namespace, name) },
      creationTimestamp: before?.metadata.creationTimestamp ?? at,
    },
    involvedObject: {
      ...{ kind: 'Pod', namespace, name: pod, uid: podUid, apiVersion: 'v1' },
      ...(fieldPath !== undefined && { fieldPath }),
    },
    reason: words.reason,
    message: words.message,
    source: { component, ...(isOnNode && { host: nodeName }) },
    firstTimestamp: before?.['firstTimestamp'] ?? at,
    lastTimestamp: at,
    count: Number(before?.['count'] ?? 0) + 1,
    type: words.type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: isOnNode ? nodeName : '',
  };
}
