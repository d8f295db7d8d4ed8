import { describe, expect, it } from '@jest/globals';
import { formatPlan } from '../../../../src/lifecycle/plan/format-plan.ts';
import { planOf } from '../../../../src/lifecycle/plan/plan.ts';
import { toLegacy } from '../../../../src/lifecycle/state/legacy.ts';
import { simulate } from '../../../simulation/support/simulate.ts';
import type { PodPlan } from '../../../support/scenario/plan.ts';
import { app, init, sidecar } from '../../../support/scenario/plan.ts';
import { podFrom, settings } from '../support/states.ts';

const plan: PodPlan = {
  restartPolicy: 'OnFailure',
  grace: 20,
  containers: [
    init('setup'),
    sidecar('proxy', {
      startup: { check: { by: 'marker' }, failures: 6, period: 5 },
      preStop: { by: 'sleep', seconds: 3 },
    }),
    sidecar('agent', { x: 1 }),
    app('web', { stopSignal: 'SIGQUIT' }),
    app('cron'),
  ],
};

describe('a plan', () => {
  it('lists who starts after whom, and who stops after whom', () => {
    expect(planOf(podFrom(plan), settings)).toMatchObject({
      start: [
        { container: 'setup', after: [] },
        { container: 'proxy', after: [{ container: 'setup', until: 'exited 0' }], longestStartSeconds: 30 },
        { container: 'agent', after: [{ container: 'proxy', until: 'started' }] },
        { container: 'web', after: [{ container: 'agent', until: 'started' }] },
        {
          container: 'cron',
          after: [
            { container: 'agent', until: 'started' },
            { container: 'web', until: 'start call' },
          ],
        },
      ],
      stop: [
        { container: 'web', after: [], signal: 'SIGQUIT' },
        { container: 'cron', after: [] },
        { container: 'agent', after: ['web', 'cron'] },
        { container: 'proxy', after: ['web', 'cron', 'agent'], preStop: true },
      ],
      longestStopSeconds: 22,
      endsByItself: true,
    });
  });

  it('reads as text', () => {
    expect(formatPlan(planOf(podFrom(plan), settings))).toBe(`pod pod

start, in this order:
  1. setup  init     starts first; the next goes when it exits 0
  2. proxy  sidecar  waits for setup to exit 0; the next goes when its process runs, its startup probe succeeds, within 30 s or it is restarted
  3. agent  sidecar  waits for proxy to start; the next goes when its process runs
  4. web    app      waits for agent to start
  5. cron   app      waits for agent to start and the start of web

ends when every app container is done for good; sidecars never keep it alive

stop, within 22 s at the latest:
  at once: the preStop hook of proxy
  web    app      signal at once (SIGQUIT)
  cron   app      signal at once (the image's, or SIGTERM)
  agent  sidecar  signal when web and cron are gone (the image's, or SIGTERM)
  proxy  sidecar  signal when web, cron and agent are gone (the image's, or SIGTERM)
`);
  });
});

describe('sidecars as they were before', () => {
  it('are app containers that start after the init containers and orders nobody', () => {
    const { start, stop } = planOf(toLegacy(podFrom(plan)), settings);
    expect(start.map(({ container, role }) => `${container} ${role}`)).toEqual([
      'setup init',
      'proxy sidecar',
      'agent sidecar',
      'web app',
      'cron app',
    ]);
    expect(stop.every(({ after }) => after.length === 0)).toBe(true);
  });

  const job: PodPlan = {
    restartPolicy: 'Never',
    containers: [sidecar('proxy', { x: 1, d: 600 }), app('job', { d: 5 })],
  };

  it('keep a Job from ever ending', async () => {
    const run = simulate(job, { legacy: true });
    await run.until('the job is done', (s) => s.end('job') === '0/Completed', 60);
    await run.pass(300);
    expect(run.story.ended()).toBe(false);
    await run.cleanUp();
  });

  it('end together with the rest, and their exit code counts', async () => {
    const run = simulate(job, { legacy: true });
    await run.until('both run', (s) => !s.neverStarts('proxy') && !s.neverStarts('job'), 60);
    run.deletePod();
    await run.until('it ends', (s) => s.ended(), 60);
    const [first, second] = run.story.of('StopSignalSent').map(({ time }) => time);
    expect(first).toBe(second);
    expect(run.story.phase()).toBe('Failed');
    await run.cleanUp();
  });
});

it('a plan of a pod that depends on others says what it waits for', () => {
  const pod = {
    ...podFrom(plan),
    waitFor: [
      { pod: 'db', until: 'healthy' },
      { pod: 'migrate', container: 'job', until: 'completed' },
    ],
  } as const;
  expect(formatPlan(planOf(pod, settings))).toContain(
    'waits for db to be healthy and migrate/job to complete\n',
  );
  expect(planOf(pod, settings)).toMatchObject({ waitFor: pod.waitFor });
});
