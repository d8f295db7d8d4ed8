import type { OutriderEvent } from '../events/types.ts';
import { type ContainerView, emptyView, foldEvent, isOver, type ProjectView } from '../events/view.ts';
import { engineTimeOf } from '../logs/time/timestamp.ts';
import { dividerText } from '../logs/write/format.ts';
import { createLogPane, type LogPane } from './log/log-pane.ts';
import { createStarts } from './starts.ts';
import { createEventList, type EventList, toEventLine } from './view/event-list.ts';

/** All that the stream has told, in the forms in which the screen needs it. */
export interface Session {
  readonly view: () => ProjectView;
  readonly pane: () => LogPane;
  readonly events: () => EventList;
  /** The events of a pod's last start, until it was ready. */
  readonly startOf: (pod: string) => readonly OutriderEvent[];
  /** @param now milliseconds of a clock that only goes forward. */
  readonly take: (event: OutriderEvent, now: number) => void;
  readonly isOver: () => boolean;
  /** Containers have come or gone since the last call. */
  readonly containersChanged: () => boolean;
  readonly clear: () => void;
}

/** @param monotonic milliseconds of a clock that only goes forward */
export function createSession(monotonic: () => number): Session {
  let pane = createLogPane(monotonic);
  let view = emptyView;
  let events = createEventList();
  let changed = false;
  const starts = createStarts();

  const containerOf = (pod: string, name: string): ContainerView | undefined =>
    view.pods[pod]?.containers.find((one) => one.name === name);

  function divide(event: Extract<OutriderEvent, { type: 'ContainerRunning' }>): void {
    if (event.attempt === 0) return;
    const container = containerOf(event.pod, event.container);
    const { pod, container: name, attempt } = event;
    pane.divide({
      pod,
      container: name,
      role: container?.role ?? 'app',
      attempt,
      time: engineTimeOf(Date.parse(event.time)),
      line: dividerText({ container: `${pod}/${name}`, attempt, ...container?.lastTerminated }),
    });
  }

  return {
    view: () => view,
    pane: () => pane,
    events: () => events,
    startOf: starts.of,
    take: (event, now) => {
      if (event.type === 'Log')
        return pane.push(event, containerOf(event.pod, event.container)?.role ?? 'app', now);
      view = foldEvent(view, event);
      starts.take(event);
      const line = toEventLine(event);
      if (line) events.push(line);
      if (event.type === 'ContainerRunning') divide(event);
      if (event.type === 'PodCreated' || event.type === 'ContainerCreated') changed = true;
    },
    isOver: () => isOver(view),
    containersChanged: () => {
      const was = changed;
      changed = false;
      return was;
    },
    clear: () => {
      view = emptyView;
      events = createEventList();
      pane.close();
      pane = createLogPane(monotonic);
      changed = true;
    },
  };
}
