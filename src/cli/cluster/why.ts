import { foldEvents, type PodView } from '../../events/view.ts';
import { diagnose } from '../../findings/why.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { inWords } from '../commands/why.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { type ClusterPod, eventsOf, type ProjectChoice, podsOnCluster, someOf } from './look.ts';
import { commandOnCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

interface WhyOptions extends ProjectChoice, ClusterOptions {
  readonly output: 'text' | 'json';
}

/** `outrider why [TARGET] --context NAME`: what pods on a cluster wait for, the cause first. */
export function whyOnCluster(target: string | undefined, options: OnCluster<WhyOptions>): Promise<number> {
  return commandOnCluster(options, async (client, { signal }) => {
    const pods = someOf(await podsOnCluster(client, [], options, signal), client);
    const views = pods.map((one) => ({ one, view: foldEvents(eventsOf([one])).pods[one.pod]! }));
    const targets =
      target === undefined
        ? views.map((view) => ({ ...view, container: undefined }))
        : [chosen(views, target)];
    for (const { one, view, container } of targets) tell(one, view, container, options.output);
    return exitCodes.ok;
  });
}

interface Viewed {
  readonly one: ClusterPod;
  readonly view: PodView;
}

/** @throws Failure when it is nobody's name, or several pods have such a container. */
function chosen(
  views: readonly Viewed[],
  target: string,
): Viewed & { readonly container: string | undefined } {
  const [pod, inPod] = target.includes('/') ? target.split('/') : [undefined, target];
  const owners = views.filter(
    ({ view }) =>
      (pod === undefined || view.name === pod) && view.containers.some(({ name }) => name === inPod),
  );
  if (owners.length > 1)
    throw new Failure(
      exitCodes.usage,
      `several pods have a container ${inPod}`,
      `Say which: ${owners.map(({ view }) => `${view.name}/${inPod}`).join(' or ')}.`,
    );
  const [owner] = owners;
  if (owner) return { ...owner, container: inPod };
  const whole = views.find(({ view }) => view.name === target);
  if (whole) return { ...whole, container: undefined };
  throw new Failure(exitCodes.failure, `there is no pod or container ${target}`);
}

function tell(
  { project, pod }: ClusterPod,
  view: PodView,
  container: string | undefined,
  output: 'text' | 'json',
): void {
  const now = systemClock.wall();
  const explanation = diagnose(view, container, now);
  const subject = { project, pod, ...(container ? { container } : {}) };
  process.stdout.write(
    output === 'json' ? `${JSON.stringify({ ...subject, ...explanation })}\n` : inWords(explanation, now),
  );
}
