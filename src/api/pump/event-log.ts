import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import { type EventSubject, eventObject } from '../objects/events/event-object.ts';
import { eventWords } from '../objects/events/event-words.ts';
import type { Store } from '../store/store.ts';
import { createBeginnings } from './beginnings.ts';
import { createEventNames } from './event-names.ts';

/** What events need of the pod that they are about. */
export interface EventPlace {
  readonly namespace: string;
  readonly podUid: string;
  readonly nodeName: string;
  readonly pod: Pod;
}

/** Puts what is told into the words of the kubelet, and keeps the newest of them. */
export interface EventLog {
  tell(event: OutriderEvent, place: EventPlace): void;
  /** Forgets everything about a namespace's pods of that name. */
  forget(namespace: string, pod: string): void;
}

/** A server keeps events for an hour; a pod that crashes all night must not fill the memory here. */
const keptEvents = 1000;

export function createEventLog(store: Store, most = keptEvents): EventLog {
  /** The oldest first: namespace and name of each event. */
  const order = new Map<string, readonly [namespace: string, name: string, pod: string]>();
  const pulled = new Set<string>();
  const begun = createBeginnings();
  const stopping = new Set<string>();
  const names = createEventNames();
  const note = (event: OutriderEvent, place: EventPlace): void => {
    const subject = subjectOf(event, place);
    const wasPulled = (image: string): boolean => pulled.has(`${event.pod} ${image}`);
    for (const words of eventWords(event, { ...place, wasPulled })) {
      const name = names.of(words, subject, event.time);
      const key = `${place.namespace}/${name}`;
      store.put(
        'events',
        eventObject(words, { ...subject, name }, event.time, store.get('events', place.namespace, name)),
      );
      order.delete(key);
      order.set(key, [place.namespace, name, event.pod]);
    }
  };
  return {
    tell: (event, place) => {
      if (event.type === 'ImagePulled') pulled.add(`${event.pod} ${event.image}`);
      if (isSecondStop(event, stopping)) return;
      for (const told of begun(event)) note(told, place);
      for (const [key, [namespace, name]] of order) {
        if (order.size <= most) break;
        order.delete(key);
        names.forget(namespace, name);
        store.remove('events', namespace, name);
      }
    },
    forget: (namespace, pod) => {
      for (const [key, [where, name, of]] of order)
        if (where === namespace && of === pod) {
          order.delete(key);
          names.forget(where, name);
          store.remove('events', where, name);
        }
    },
  };
}

/** The kubelet says once that it stops an instance; we tell of its hook and of its signal. */
function isSecondStop(event: OutriderEvent, stopping: Set<string>): boolean {
  if (event.type === 'ContainerTerminated')
    stopping.delete(`${event.pod}/${event.container}/${event.attempt}`);
  const begins =
    event.type === 'StopSignalSent' || (event.type === 'HookStarted' && event.hook === 'preStop');
  if (!begins) return false;
  const key = `${event.pod}/${event.container}/${event.attempt}`;
  if (stopping.has(key)) return true;
  stopping.add(key);
  return false;
}

function subjectOf(event: OutriderEvent, { pod, ...place }: EventPlace): EventSubject {
  const container = 'container' in event ? event.container : containerOfImage(event, pod);
  const isInit = pod.initContainers.some(({ name }) => name === container);
  const fieldPath = container && `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`;
  return { ...place, pod: pod.name, ...(fieldPath !== undefined && { fieldPath }) };
}

/** Images are fetched for the pod; the kubelet speaks of the first container that needs one. */
function containerOfImage(event: OutriderEvent, pod: Pod): string | undefined {
  if (!('image' in event)) return undefined;
  return [...pod.initContainers, ...pod.containers].find(({ image }) => image === event.image)?.name;
}
