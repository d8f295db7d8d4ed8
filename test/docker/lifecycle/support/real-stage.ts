import { createEngine } from '../../../../src/docker/engine.ts';
import { labels } from '../../../../src/docker/objects/labels.ts';
import type { OutriderEvent } from '../../../../src/events/types.ts';
import type { Settings } from '../../../../src/lifecycle/state/settings.ts';
import { defaultSettings } from '../../../../src/lifecycle/state/settings.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import { adopt } from '../../../../src/supervisor/adopt.ts';
import { systemClock } from '../../../../src/supervisor/clock.ts';
import { createJournal } from '../../../../src/supervisor/journal.ts';
import { supervise } from '../../../../src/supervisor/supervise.ts';
import { stubCapturer } from '../../../simulation/support/stub-capturer.ts';
import type { PodPlan, Scenario, Stage } from '../../../support/scenario/plan.ts';
import { podOf } from '../../../support/scenario/pod.ts';
import type { Story } from '../../../support/scenario/story.ts';
import { storyOf } from '../../../support/scenario/story.ts';
import { changed, withImage } from '../../../support/scenario/swap.ts';
import { tellAll } from '../../../support/scenario/tell-all.ts';
import type { Bench } from './bench.ts';

export interface RealStage extends Stage {
  /** Ends whatever still runs and removes the pod. */
  cleanUp(): Promise<void>;
}

/** A real engine has times of its own that no scale makes shorter. */
const slackMs = 45_000;

export function realStage(bench: Bench, name: string, plan: PodPlan, secondMs: number): RealStage {
  const { docker, project, holder, image, otherImage } = bench;
  const settings: Settings = { ...defaultSettings, secondMs };
  const events: OutriderEvent[] = [];
  const journal = createJournal(project, Date.now);
  const listeners = new Set<() => void>();
  // Many lines arrive at once: one look is enough for all of them.
  let looking = false;
  journal.subscribe((event) => {
    events.push(event);
    if (looking) return;
    looking = true;
    setTimeout(() => {
      looking = false;
      for (const listener of listeners) listener();
    }, 20);
  });
  let pod: Pod = podOf(plan, { name, image, secondMs });
  const engine = createEngine({ docker, project, pod, version: 'test', images: { holder } });
  const ports = { engine, capturer: stubCapturer, clock: systemClock, settings, journal };
  const forever = new AbortController().signal;
  let supervisor = supervise(pod, ports);
  let supervised = true;

  const until: Stage['until'] = (words, done, within) =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const look = (): void => {
        if (done(storyOf(events, secondMs))) settle(resolve);
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`not within ${within} s: ${words}\n${tellAll(events)}`))),
        within * secondMs + slackMs,
      );
      listeners.add(look);
      look();
    });

  const owned = (role?: string) => ({
    all: true,
    filters: {
      label: [
        `${labels.project}=${project}`,
        `${labels.pod}=${name}`,
        ...(role ? [`${labels.role}=${role}`] : []),
      ],
    },
  });

  return {
    get story() {
      return storyOf(events, secondMs);
    },
    state: () => supervisor.state(),
    until,
    pass: (seconds) => new Promise((resolve) => void setTimeout(resolve, seconds * secondMs)),
    post: (report) => supervisor.post(report),
    deletePod: (graceSeconds) =>
      supervisor.post({
        type: 'stopPod',
        reason: 'it was deleted',
        ...(graceSeconds === undefined ? {} : { graceSeconds }),
      }),
    swapImage(container, to = otherImage) {
      pod = withImage(pod, container, to);
      if (supervised) supervisor.post(changed(pod));
    },
    async loseHolder() {
      for (const { Id } of await docker.listContainers(owned('holder'))) await docker.getContainer(Id).kill();
    },
    async killSupervisor() {
      supervisor.abandon();
      supervised = false;
      await Promise.resolve();
    },
    async restore() {
      const observed = await ports.engine.observe(forever);
      if (!observed.sandbox) throw new Error('nothing is left to take over');
      supervisor = supervise(pod, ports, await adopt(pod, observed, ports, false, forever));
      supervised = true;
    },
    async removeEnded(...names) {
      for (const { Id, State, Labels } of await docker.listContainers(owned()))
        if (State === 'exited' && names.includes(Labels[labels.container] ?? ''))
          await docker.getContainer(Id).remove();
    },
    async cleanUp() {
      if (!supervised) await engine.removePod(forever);
      else if (!supervisor.state().finished)
        supervisor.post({ type: 'killPod', reason: 'the scenario is over' });
      if (supervised) await supervisor.ended;
      await engine.removePod(forever);
    },
  };
}

/** Runs a scenario to its end and through its checks, on the real engine. */
export async function runReal(
  bench: Bench,
  name: string,
  scenario: Scenario,
  secondMs: number,
): Promise<Story> {
  const stage = realStage(bench, name, scenario.pod, secondMs);
  try {
    if (scenario.play) await scenario.play(stage);
    else await stage.until('the pod ends', (story) => story.ended(), 600);
    // Lines may come after the event that ended the scenario.
    if (stage.story.ended()) await stage.cleanUp();
    const story = storyOf([...stage.story.events], secondMs);
    scenario.check(story);
    return story;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${tellAll(stage.story.events)}`);
  } finally {
    await stage.cleanUp();
  }
}
