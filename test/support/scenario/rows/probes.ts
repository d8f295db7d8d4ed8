import { expectAll } from '../expect-all.ts';
import type { Check, ContainerPlan, ProbePlan, Scenario, ServerPlan, Stage } from '../plan.ts';
import { app, sidecar } from '../plan.ts';

/** Probes of app containers, and the same of sidecars (rows 100 to 121). */

type Kind = 'app' | 'sidecar';
type Rest = Partial<ContainerPlan>;
type Story = Parameters<Scenario['check']>[0];

interface Subject {
  readonly row: number;
  readonly title: string;
  readonly rest: Rest;
  readonly grace?: number;
  readonly play: (stage: Stage) => Promise<void>;
  readonly holds: (s: Story) => Record<string, boolean>;
}

const http = (path: string): Check => ({ by: 'http', port: 8080, path });
const fail: Check = { by: 'command', x: 1 };
const pass: Check = { by: 'command', x: 0 };
const web = (paths: ServerPlan['paths']): Rest => ({ serves: { port: 8080, paths } });
const once = (probe: Omit<ProbePlan, 'failures'>): ProbePlan => ({ failures: 1, period: 2, ...probe });
/** A server in Python takes a moment to listen. */
const up: ProbePlan = { check: { by: 'tcp', port: 8080 }, failures: 60, period: 1 };

const restartsOnce = (stage: Stage): Promise<void> =>
  stage.until('it is restarted', (s) => s.said('c', 'Started').length === 2, 120);
const runsOn = (seconds: number) => async (stage: Stage) => {
  await stage.until('it runs', (s) => !s.neverStarts('c'), 60);
  await stage.pass(seconds);
};
const restarted = (s: Story): Record<string, boolean> => ({ 'it is restarted': s.restarts('c') >= 1 });
const notRestarted = (s: Story): Record<string, boolean> => ({
  'it is not restarted': s.restarts('c') === 0,
});
const neverReady = (s: Story): Record<string, boolean> => ({
  ...notRestarted(s),
  'it is never ready': s.of('ContainerReady', 'c').length === 0,
});
const livenessFailed = (s: Story): Record<string, boolean> => ({
  ...restarted(s),
  'for its liveness probe': s.probes('c', 'liveness').some(({ ok }) => !ok),
});

const subjects: readonly Subject[] = [
  {
    row: 100,
    title: 'is not ready before the delay of its readiness probe',
    rest: { ...web({ '/': { status: 200 } }), startup: up, readiness: { check: http('/'), delay: 10 } },
    play: (stage) => stage.until('it is ready', (s) => s.of('ContainerReady', 'c').length > 0, 60),
    holds: (s) => {
      const running = s.at(s.of('ContainerRunning', 'c')[0]!);
      const ready = s.at(s.of('ContainerReady', 'c')[0]!);
      return { ...notRestarted(s), 'ten seconds after its start': ready - running >= 9.5 };
    },
  },
  {
    row: 101,
    title: 'is never ready with a readiness probe on a wrong port',
    rest: { readiness: { check: { by: 'http', port: 8081, path: '/' }, period: 2 } },
    play: runsOn(30),
    holds: neverReady,
  },
  {
    row: 102,
    title: 'is restarted when the file of its liveness probe goes away',
    rest: { liveness: once({ check: { by: 'fileUntil', seconds: 10 }, delay: 15 }) },
    play: restartsOnce,
    holds: (s) => ({
      ...livenessFailed(s),
      'not before the delay': s.said('c', 'Starting')[1]!.at - s.said('c', 'Starting')[0]!.at >= 14.5,
    }),
  },
  {
    row: 103,
    title: 'is not restarted while the file of its liveness probe stays',
    rest: { liveness: once({ check: { by: 'fileUntil', seconds: 3000 }, delay: 5 }) },
    play: runsOn(30),
    holds: notRestarted,
  },
  {
    row: 104,
    title: 'is restarted when its liveness page turns to 500',
    rest: {
      ...web({ '/healthz': { status: 200, after: { seconds: 10, status: 500 } } }),
      startup: up,
      liveness: once({ check: http('/healthz'), delay: 6 }),
    },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 105,
    title: 'is not restarted while its port is open',
    rest: {
      ...web({ '/healthz': { status: 200, after: { seconds: 10, status: 500 } } }),
      startup: up,
      liveness: once({ check: { by: 'tcp', port: 8080 }, delay: 6 }),
    },
    play: runsOn(30),
    holds: notRestarted,
  },
  {
    row: 106,
    title: 'is restarted as often as its liveness page fails',
    rest: {
      ...web({ '/healthz': { status: 200, after: { seconds: 3, status: 500 } } }),
      startup: up,
      liveness: once({ check: http('/healthz'), period: 1 }),
    },
    play: (stage) => stage.until('five restarts', (s) => s.restarts('c') >= 5, 240),
    holds: (s) => {
      const attempts = s.of('ContainerRunning', 'c').map(({ attempt }) => attempt);
      return { 'one by one': attempts.every((attempt, index) => attempt === index) };
    },
  },
  {
    row: 107,
    title: 'is not restarted while its page answers',
    rest: { ...web({ '/': { status: 200 } }), startup: up, liveness: once({ check: http('/'), delay: 5 }) },
    play: runsOn(30),
    holds: notRestarted,
  },
  {
    row: 108,
    title: 'is restarted when its liveness command takes too long',
    rest: { liveness: once({ check: { ...pass, seconds: 10 }, timeout: 1, delay: 5 }) },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 109,
    title: 'is not ready when its readiness command takes too long',
    rest: { readiness: { check: { ...pass, seconds: 10 }, timeout: 1, period: 2 } },
    play: runsOn(20),
    holds: neverReady,
  },
  {
    row: 110,
    title: 'is restarted by a liveness command that fails and leaves a child behind',
    rest: { liveness: once({ check: { ...fail, leavesChild: true }, timeout: 1, delay: 5 }) },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 111,
    title: 'is restarted when its liveness page leads to one that fails',
    rest: {
      ...web({ '/': { status: 302, redirect: '/bad' }, '/bad': { status: 500 } }),
      startup: up,
      liveness: once({ check: http('/'), delay: 5 }),
    },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 113,
    title: 'is restarted when its startup probe fails, whatever its liveness',
    rest: { startup: { check: fail, failures: 3, period: 2 }, liveness: once({ check: pass }) },
    play: restartsOnce,
    holds: (s) => ({ ...restarted(s), 'liveness was not asked': s.probes('c', 'liveness').length === 0 }),
  },
  {
    row: 114,
    title: 'is not restarted while its startup probe may still succeed',
    rest: { startup: { check: fail, failures: 60, period: 1 }, liveness: once({ check: fail, period: 1 }) },
    play: runsOn(30),
    holds: notRestarted,
  },
  {
    row: 115,
    title: 'is restarted by its liveness probe once it has started',
    rest: {
      sd: 5,
      startup: { check: { by: 'marker' }, failures: 60, period: 2 },
      liveness: once({ check: fail, period: 1 }),
    },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 117,
    title: 'has the grace period of its probe when that kills it',
    rest: { term: 500, liveness: once({ check: fail, delay: 3, grace: 5 }) },
    grace: 500,
    play: restartsOnce,
    holds: (s) => {
      const sent = s.of('StopSignalSent', 'c')[0]!;
      const gone = s.at(s.of('ContainerTerminated', 'c')[0]!) - s.at(sent);
      return {
        ...restarted(s),
        'five seconds': sent.graceSeconds === 5,
        [`after 5 s, not ${gone}`]: gone >= 4.9 && gone < 12,
      };
    },
  },
  {
    row: 119,
    title: 'is not restarted while its gRPC health service serves',
    rest: {
      serves: { port: 8080, kind: 'grpc', paths: { '/grpc.health.v1.Health/Check': { status: 200 } } },
      startup: up,
      liveness: once({ check: { by: 'grpc', port: 8080 }, delay: 3 }),
    },
    play: runsOn(20),
    holds: (s) => ({
      ...notRestarted(s),
      'it was asked': s.probes('c', 'liveness').filter(({ ok }) => ok).length > 2,
    }),
  },
  {
    row: 119,
    title: 'is restarted when nobody answers its gRPC probe',
    rest: { liveness: once({ check: { by: 'grpc', port: 8081 }, delay: 3 }) },
    play: restartsOnce,
    holds: livenessFailed,
  },
  {
    row: 121,
    title: 'turns not ready during termination, and its liveness does not count',
    rest: {
      term: 20,
      readiness: { check: { by: 'fileUntil', seconds: 'signal' }, period: 1, failures: 1 },
      liveness: once({ check: { by: 'fileUntil', seconds: 'signal' }, period: 1 }),
    },
    grace: 60,
    async play(stage) {
      await stage.until('it is ready', (s) => s.of('PodReady').length > 0 && !s.neverStarts('c'), 60);
      stage.deletePod();
      await stage.until('the pod is gone', (s) => s.ended(), 90);
    },
    holds: (s) => {
      const sent = s.at(s.of('StopSignalSent', 'c')[0]!);
      const lost = s.of('ContainerNotReady', 'c').map((event) => s.at(event));
      return {
        'not ready while it stops': lost.some((at) => at > sent),
        'no failed liveness probe': s.probes('c', 'liveness').every(({ ok }) => ok),
        'it may finish': s.end('c') === '0/Completed',
      };
    },
  },
];

function scenarioOf(kind: Kind, { row, title, rest, grace, play, holds }: Subject): Scenario {
  const make = { app, sidecar }[kind];
  const subject = make('c', { d: 3000, ...rest });
  return {
    rows: [row],
    title: `${kind === 'app' ? 'an app container' : 'a sidecar'} ${title}`,
    pod: {
      restartPolicy: 'Always',
      ...(grace === undefined ? {} : { grace }),
      containers: kind === 'app' ? [subject] : [subject, app('r1', { d: 3000 })],
    },
    play,
    check: (s) => expectAll(holds(s)),
  };
}

export const probeRows: readonly Scenario[] = (['app', 'sidecar'] as const).flatMap((kind) =>
  subjects.map((subject) => scenarioOf(kind, subject)),
);
