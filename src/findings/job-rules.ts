import { list } from '../events/explain/phrases.ts';
import type { ContainerView, PodView } from '../events/view.ts';
import type { Rule } from './finding.ts';

/** An ordered stop begins at once where sidecars are sidecars. */
const settledMs = 2_000;

export const jobKeptAlive: Rule = {
  name: 'job-kept-alive',
  title: 'Every app has ended, and the pod goes on because a sidecar counts as an app container',
  check: (pod, now) => {
    const { terminating, outcome, asks, containers } = pod;
    if (terminating || outcome || asks?.restartPolicy === 'Always') return [];
    const helpers = containers.filter((container) => isHelper(container, pod));
    const apps = containers.filter(({ role }) => role === 'app').filter((one) => !helpers.includes(one));
    const alive = helpers.filter(({ state }) => state.is === 'running');
    const endings = apps.flatMap(({ state }) =>
      state.is === 'terminated' && !state.restart?.follows ? [state.at] : [],
    );
    if (apps.length === 0 || endings.length < apps.length || alive.length === 0) return [];
    const since = endings.toSorted().at(-1)!;
    if (now - Date.parse(since) < settledMs) return [];
    const names = alive.map(({ name }) => name);
    const counts =
      names.length > 1 ? 'count as app containers and run on' : 'counts as an app container and runs on';
    return [
      {
        container: names[0]!,
        since,
        message: `${list(apps.map(({ name }) => name))} ended, but the pod does not: ${list(names)} ${counts}`,
        cure: `run ${list(names)} as native sidecar: an init container with restartPolicy: Always, without --sidecars legacy`,
        evidence: apps.map(({ name, state }) =>
          state.is === 'terminated' ? `${name} exited ${state.exitCode}` : name,
        ),
      },
    ];
  },
};

/** A sidecar, or a proxy that stands among the app containers. */
function isHelper({ name, role }: ContainerView, { asks }: PodView): boolean {
  return role === 'sidecar' || (role === 'app' && name === asks?.capture?.proxy);
}
