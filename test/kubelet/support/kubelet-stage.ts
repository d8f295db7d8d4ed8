import { join } from 'node:path';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import type { Pod } from '../../../src/pod/model.ts';
import type { PodPlan, Scenario, Stage } from '../../support/scenario/plan.ts';
import { podOf } from '../../support/scenario/pod.ts';
import { type Story, storyOf } from '../../support/scenario/story.ts';
import { withImage } from '../../support/scenario/swap.ts';
import { tellAll } from '../../support/scenario/tell-all.ts';
import { call, watch } from './api.ts';
import { brokenWhile } from './broken.ts';
import { eventsOf } from './events.ts';
import { readLines } from './log-files.ts';
import { manifestOf } from './manifest.ts';
import type { Line, PodObject, Reported, Seen } from './status.ts';

const namespace = 'default';
const pods = `/api/v1/namespaces/${namespace}/pods`;
export const image = 'outrider/demo:0.1';
export const otherImage = 'outrider-scenario/demo:other';

/** The kubelet looks at its containers once a second, and many pods share two processors. */
const slackMs = 60_000;
const lookMs = 100;

/** The states of every pod, by one watch. */
export interface Watched {
  seen(pod: string): readonly Seen[];
  stop(): void;
}

export function watchPods(): Watched {
  const all = new Map<string, Seen[]>();
  const stop = watch<PodObject & { metadata: { name: string } }>(pods, (type, pod) => {
    const { name } = pod.metadata;
    const list = all.get(name) ?? [];
    all.set(name, list);
    list.push({ at: Date.now(), pod, deleted: type === 'DELETED' });
  });
  return { seen: (pod) => all.get(pod) ?? [], stop };
}

/** A stage on which a real kubelet plays the pod. */
function kubeletStage(watched: Watched, folder: string, name: string, plan: PodPlan) {
  let pod: Pod = podOf(plan, { name, image, secondMs: 1000 });
  let events: readonly OutriderEvent[] = [];
  const lines = (): readonly Line[] => {
    const uid = watched.seen(name)[0]?.pod.metadata.uid;
    return uid === undefined ? [] : readLines(join(folder, 'pods'), namespace, name, uid);
  };
  // The kubelet removes the files of an instance when the next but one starts, so what was read is kept.
  const kept = new Map<string, Line>();
  const look = (): Story => {
    for (const line of lines()) kept.set(`${line.container} ${line.attempt} ${line.time}`, line);
    events = eventsOf(watched.seen(name), [...kept.values()]);
    return storyOf(events, 1000);
  };
  // A scenario does not wait for the server, but its requests arrive in its order.
  let requests: Promise<unknown> = Promise.resolve();
  const ask = (...request: Parameters<typeof call>): void => {
    requests = requests.then(() => call(...request));
    requests.catch(() => {});
  };
  const unfit = (): never => {
    throw new Error('no plain pod shows this: list the row in differences.ts');
  };
  const stage: Stage = {
    get story() {
      return storyOf(events, 1000);
    },
    // Scenarios look at nothing but the phase of it.
    state: () => ({ phase: watched.seen(name).at(-1)?.pod.status.phase }) as PodState,
    post: unfit,
    loseHolder: unfit,
    killSupervisor: unfit,
    restore: unfit,
    removeEnded: unfit,
    async until(words, done, within) {
      const deadline = performance.now() + within * 1000 + slackMs;
      while (!done(look())) {
        if (performance.now() > deadline)
          throw new Error(`not within ${within} s: ${words}\n${tellAll(events)}`);
        await new Promise((resolve) => void setTimeout(resolve, lookMs));
      }
    },
    pass: (seconds) => new Promise((resolve) => void setTimeout(resolve, seconds * 1000)),
    deletePod(graceSeconds) {
      const options = graceSeconds === undefined ? '' : `?gracePeriodSeconds=${graceSeconds}`;
      ask('DELETE', `${pods}/${name}${options}`);
    },
    swapImage(container, to = otherImage) {
      pod = withImage(pod, container, to);
      const list = pod.initContainers.some((one) => one.name === container) ? 'initContainers' : 'containers';
      const patch = { spec: { [list]: [{ name: container, image: to }] } };
      ask('PATCH', `${pods}/${name}`, patch, 'application/strategic-merge-patch+json');
    },
  };
  return {
    stage,
    look,
    begin: () => call('POST', pods, manifestOf(pod, namespace)),
    async finish(): Promise<readonly OutriderEvent[]> {
      await requests;
      const reported = await settledReports(name);
      look();
      return eventsOf(watched.seen(name), [...kept.values()], reported);
    },
    remove: () => call('DELETE', `${pods}/${name}?gracePeriodSeconds=1`).catch(() => {}),
  };
}

interface ApiEvent {
  readonly reason: string;
  readonly message: string;
  readonly firstTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject: { readonly fieldPath?: string };
}

/** The kubelet hands its own events over later: they are read until nothing new has come for three seconds. */
async function settledReports(name: string): Promise<readonly Reported[]> {
  let reported = await reportedOf(name);
  for (let quiet = 0; quiet < 3; quiet++) {
    await new Promise((resolve) => void setTimeout(resolve, 1000));
    const next = await reportedOf(name);
    if (JSON.stringify(next) !== JSON.stringify(reported)) quiet = -1;
    reported = next;
  }
  return reported;
}

async function reportedOf(name: string): Promise<readonly Reported[]> {
  const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name=${name}`;
  const { items } = await call<{ items: readonly ApiEvent[] }>('GET', path);
  return items.map(({ reason, message, firstTimestamp, eventTime, involvedObject }) => ({
    time: firstTimestamp ?? eventTime ?? '1970-01-01T00:00:00Z',
    reason,
    message,
    container: /\{(.+)\}/.exec(involvedObject.fieldPath ?? '')?.[1] ?? '',
  }));
}

/** What the node made of a scenario. */
export interface Played {
  readonly events: readonly OutriderEvent[];
  /** What the scenario stated while it was played and that did not hold. */
  readonly broken: readonly string[];
}

/** Plays a scenario on the node; the checks at its end are left to the caller. */
export async function runOnKubelet(
  watched: Watched,
  folder: string,
  name: string,
  scenario: Scenario,
): Promise<Played> {
  const { stage, begin, finish, remove } = kubeletStage(watched, folder, name, scenario.pod);
  await begin();
  try {
    const broken = await brokenWhile(async () => {
      if (scenario.play) await scenario.play(stage);
      else await stage.until('the pod ends', (story) => story.ended(), 600);
    });
    return { events: await finish(), broken };
  } finally {
    await remove();
  }
}
