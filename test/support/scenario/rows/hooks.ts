import { expectAll } from '../expect-all.ts';
import type { ContainerPlan, HookPlan, HttpCall, Scenario, Stage } from '../plan.ts';
import { app, sidecar } from '../plan.ts';

/** Hooks of app containers and of sidecars: commands, HTTP calls, sleeps (rows 93 to 99). */

type Scheme = 'http' | 'https';

const call = (scheme: Scheme, path: string): HttpCall => ({
  by: 'http',
  port: 8080,
  path,
  ...(scheme === 'https' && { secure: true }),
});

const server = (kind: Scheme): ContainerPlan =>
  sidecar('web', {
    serves: { kind, port: 8080, paths: { '/poststart': { status: 200 }, '/prestop': { status: 200 } } },
    startup: { check: call(kind, '/poststart') },
  });

const deleted = (graceSeconds: number) => async (stage: Stage) => {
  await stage.until('it runs', (s) => s.of('PodReady').length > 0 && !s.neverStarts('c'), 60);
  stage.deletePod(graceSeconds);
  await stage.until('the pod is gone', (s) => s.ended(), 120);
};

const role = { app, sidecar };

/** The container with the hooks, and whatever else a pod needs. */
function podWith(
  kind: 'app' | 'sidecar',
  rest: Partial<ContainerPlan>,
  scheme: Scheme = 'http',
): readonly ContainerPlan[] {
  const subject = role[kind]('c', { d: 600, ...rest });
  return kind === 'app' ? [server(scheme), subject] : [server(scheme), subject, app('r1', { d: 600 })];
}

const commands = (rows: readonly number[], kind: 'app' | 'sidecar'): Scenario => ({
  rows,
  title: `command hooks of a container that is an ${kind} run`.replace('an sidecar', 'a sidecar'),
  pod: {
    restartPolicy: 'Always',
    containers: podWith(kind, {
      postStart: { by: 'command', d: 0 },
      preStop: { by: 'command', d: 0 },
    }),
  },
  play: deleted(15),
  check: (s) =>
    expectAll({
      'postStart arrived': s.said('PostStart-c', 'Exiting').length === 1,
      'preStop arrived before the end': s.exitsBefore('PreStop-c', 'c'),
    }),
});

const calls = (rows: readonly number[], kind: 'app' | 'sidecar', scheme: Scheme): Scenario => ({
  rows,
  title: `${scheme.toUpperCase()} hooks of a container that is an ${kind} arrive`.replace(
    'an sidecar',
    'a sidecar',
  ),
  pod: {
    restartPolicy: 'Always',
    containers: podWith(
      kind,
      { postStart: call(scheme, '/poststart'), preStop: call(scheme, '/prestop') },
      scheme,
    ),
  },
  play: deleted(15),
  check: (s) =>
    expectAll({
      'postStart arrived': s.of('HookFinished', 'c').some(({ hook, ok }) => hook === 'postStart' && ok),
      'preStop arrived': s.of('Log', 'web').some(({ line }) => line === 'GET /prestop'),
      'preStop is through': s.of('HookFinished', 'c').some(({ hook, ok }) => hook === 'preStop' && ok),
    }),
});

const sleeps = (row: number, seconds: number, from: number, to: number): Scenario => ({
  rows: [row],
  title: `a preStop hook that sleeps ${seconds} s takes as long`,
  pod: {
    restartPolicy: 'Always',
    grace: 2 * seconds + 4,
    containers: [app('c', { d: 600, preStop: { by: 'sleep', seconds } satisfies HookPlan })],
  },
  async play(stage) {
    await stage.until('it runs', (s) => s.of('PodReady').length > 0 && !s.neverStarts('c'), 60);
    stage.deletePod();
    await stage.until('the pod is gone', (s) => s.ended(), 120);
  },
  check: (s) => {
    const begin = s.at(s.of('PodTerminating')[0]!);
    const end = s.at(s.of('ContainerTerminated', 'c')[0]!);
    expectAll({
      [`it takes ${from} to ${to} s, not ${end - begin}`]: end - begin >= from && end - begin <= to,
      'it ends well': s.end('c') === '0/Completed',
    });
  },
});

export const hookRows: readonly Scenario[] = [
  commands([93], 'app'),
  calls([94], 'app', 'http'),
  calls([94], 'app', 'https'),
  commands([95], 'sidecar'),
  calls([95], 'sidecar', 'http'),
  calls([95], 'sidecar', 'https'),
  sleeps(96, 20, 20, 44),
  sleeps(99, 0, 0, 3),
];
