import type { RunObjects } from '../../control/protocol.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { emptyView, foldEvent, type ProjectView } from '../../events/view.ts';

/** What the API knows of one run. */
export interface KnownRun {
  readonly project: string;
  readonly view: ProjectView;
  readonly told: RunObjects;
  /** The engine's ids of instances, by `POD/CONTAINER/ATTEMPT`. */
  readonly ids: ReadonlyMap<string, string>;
  /** When the newest event of each pod happened, RFC 3339. */
  readonly newest: ReadonlyMap<string, string>;
}

export function newRun(project: string): KnownRun {
  return {
    ...{ project, view: emptyView, told: { pods: [], documents: [] } },
    ...{ ids: new Map(), newest: new Map() },
  };
}

/** The run after an event. */
export function afterEvent(run: KnownRun, event: OutriderEvent): KnownRun {
  if (event.type === 'Log') return run;
  const view = foldEvent(run.view, event);
  const newest = event.pod === '' ? run.newest : new Map(run.newest).set(event.pod, event.time);
  return { ...run, view, newest, ids: withId(run.ids, event) };
}

/** Only the last two instances of a container are shown. */
function withId(ids: KnownRun['ids'], event: OutriderEvent): KnownRun['ids'] {
  if (event.type !== 'ContainerCreated' && event.type !== 'ContainerRunning') return ids;
  const { pod, container, attempt, id } = event;
  const next = new Map(ids).set(`${pod}/${container}/${attempt}`, id);
  next.delete(`${pod}/${container}/${attempt - 2}`);
  return next;
}
