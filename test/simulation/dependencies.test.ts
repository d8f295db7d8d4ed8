import { describe, expect, it } from '@jest/globals';
import { specHashes } from '../../src/lifecycle/state/hash.ts';
import type { DependencyCondition, PodDependency } from '../../src/pod/dependency.ts';
import { app, sidecar } from '../support/scenario/plan.ts';
import { settled } from './support/simulate.ts';
import { createProject, type PlannedPod, type Project, type ProjectRun } from './support/simulate-project.ts';

const on = (pod: string, until: DependencyCondition, more: Partial<PodDependency> = {}): PodDependency => ({
  pod,
  until,
  ...more,
});

/** It is ready three seconds after its start, and runs until it is stopped. */
const server: PlannedPod = {
  restartPolicy: 'Never',
  containers: [
    app('srv', {
      sd: 3,
      d: 6000,
      term: 1,
      x: 0,
      readiness: { check: { by: 'marker' }, period: 1, failures: 5 },
    }),
  ],
};
const job = (x = 0): PlannedPod => ({ restartPolicy: 'Never', containers: [app('job', { d: 2, x })] });

const shop = {
  web: { ...server, waitFor: [on('migrate', 'completed')] },
  migrate: { ...job(), waitFor: [on('db', 'healthy')] },
  db: server,
};

async function until(project: Project, run: ProjectRun, done: (run: ProjectRun) => boolean): Promise<void> {
  await project.clock.run(600_000, () => done(run));
  expect(done(run)).toBe(true);
}

const isReady =
  (...pods: readonly string[]) =>
  (run: ProjectRun): boolean =>
    pods.every((pod) => run.of(pod, 'PodReady').length > 0);

const stops = (run: ProjectRun): readonly string[] =>
  run.events.flatMap((event) =>
    event.type === 'StopSignalSent' || event.type === 'ContainerTerminated'
      ? [`${event.pod} ${event.type}`]
      : [],
  );

describe('pods that depend on each other', () => {
  it('start one after the other: ready, then completed, then the last', async () => {
    const project = createProject(shop);
    const run = project.run('a');
    await until(project, run, isReady('web'));
    expect(run.told('ContainerRunning', 'PodReady', 'PodSucceeded', 'PodWaiting', 'PodReleased')).toEqual([
      'web PodWaiting',
      'migrate PodWaiting',
      'db ContainerRunning',
      'db PodReady',
      'migrate PodReleased',
      'migrate ContainerRunning',
      'migrate PodReady',
      'migrate PodSucceeded',
      'web PodReleased',
      'web ContainerRunning',
      'web PodReady',
    ]);
    expect(run.of('web', 'PodWaiting')[0]?.pods).toEqual([{ pod: 'migrate', until: 'completed' }]);
    expect(run.of('web', 'ContainerWaiting').some(({ waitsFor }) => waitsFor?.on === 'pods')).toBe(true);
  });

  it('stop in the reverse order, each when those that depend on it are gone', async () => {
    const project = createProject({
      db: server,
      cache: { ...server, waitFor: [on('db', 'started')] },
      web: { ...server, waitFor: [on('cache', 'ready'), on('db', 'ready')] },
      other: server,
    });
    const run = project.run('a');
    await until(project, run, isReady('web', 'other'));
    run.stop('it is over');
    expect(await settled(project.clock, run.ended)).toMatchObject({ is: 'interrupted' });
    expect(stops(run).filter((one) => !one.startsWith('other'))).toEqual([
      'web StopSignalSent',
      'web ContainerTerminated',
      'cache StopSignalSent',
      'cache ContainerTerminated',
      'db StopSignalSent',
      'db ContainerTerminated',
    ]);
    // One that nobody depends on waits for nobody.
    expect(stops(run).indexOf('other StopSignalSent')).toBeLessThan(
      stops(run).indexOf('cache StopSignalSent'),
    );
    expect(run.of('db', 'PodWaiting').at(-1)?.pods).toEqual(
      expect.arrayContaining([{ pod: 'cache', until: 'ended' }]),
    );
  });

  it('stop after those that depend on them by way of one that has ended', async () => {
    const project = createProject(shop);
    const run = project.run('a');
    await until(project, run, isReady('web'));
    run.stop('it is over');
    await settled(project.clock, run.ended);
    expect(stops(run).slice(-4)).toEqual([
      'web StopSignalSent',
      'web ContainerTerminated',
      'db StopSignalSent',
      'db ContainerTerminated',
    ]);
  });

  it('are killed at once when that is asked for, in whatever order', async () => {
    const project = createProject({ db: server, web: { ...server, waitFor: [on('db', 'ready')] } });
    const run = project.run('a');
    await until(project, run, isReady('web'));
    run.stop('it is over');
    run.kill('at once');
    await settled(project.clock, run.ended);
    expect(run.of('db', 'ContainerKilled')).toHaveLength(1);
  });

  it('wait for every replica', async () => {
    const slow: PlannedPod = {
      ...server,
      containers: [
        app('srv', { sd: 9, d: 6000, readiness: { check: { by: 'marker' }, period: 1, failures: 50 } }),
      ],
    };
    const project = createProject({
      web: { ...server, waitFor: [on('db-1', 'ready'), on('db-2', 'ready')] },
      'db-1': server,
      'db-2': slow,
    });
    const run = project.run('a');
    await until(project, run, isReady('web'));
    const order = run.told('PodReady', 'ContainerRunning');
    expect(order.indexOf('web ContainerRunning')).toBeGreaterThan(order.indexOf('db-2 PodReady'));
    expect(run.of('web', 'PodWaiting').map(({ pods }) => pods.map(({ pod }) => pod))).toEqual([
      ['db-1', 'db-2'],
      ['db-2'],
    ]);
  });

  it.each<[string, Record<string, PlannedPod>, string]>([
    [
      'turns unhealthy',
      {
        web: { ...server, waitFor: [on('db', 'healthy')] },
        db: {
          restartPolicy: 'Always',
          containers: [
            app('srv', { d: 6000, readiness: { check: { by: 'command', x: 1 }, period: 1, failures: 2 } }),
          ],
        },
      },
      'dependency failed to start: db is unhealthy: ',
    ],
    [
      'exits before it is healthy',
      {
        web: { ...server, waitFor: [on('db', 'healthy')] },
        db: {
          restartPolicy: 'Never',
          containers: [app('srv', { d: 1, x: 4, readiness: { check: { by: 'command', x: 1 }, period: 1 } })],
        },
      },
      'dependency failed to start: db exited (4)',
    ],
    [
      'ends with an error where its completion is asked for',
      { web: { ...server, waitFor: [on('migrate', 'completed')] }, migrate: job(3) },
      "dependency failed to start: migrate didn't complete successfully: exit 3",
    ],
    [
      'cannot start because of a third one',
      {
        web: { ...server, waitFor: [on('migrate', 'started')] },
        migrate: { ...job(), waitFor: [on('first', 'completed')] },
        first: job(1),
      },
      "dependency failed to start: first didn't complete successfully: exit 1",
    ],
  ])('end the run when one of them %s, and the rest is stopped', async (_, pods, message) => {
    const project = createProject({ ...pods, other: server });
    const run = project.run('a');
    const outcome = await settled(project.clock, run.ended);
    expect(outcome).toMatchObject({ is: 'dependencyFailed' });
    const failed = run.events.flatMap((event) => (event.type === 'PodFailed' ? [event.message] : []));
    expect(failed.some((one) => one.startsWith(message))).toBe(true);
    expect(run.of('web', 'ContainerRunning')).toEqual([]);
    expect(run.of('other', 'PodRemoved')).toHaveLength(1);
    for (const engine of Object.values(project.engines)) expect([...engine.containers.keys()]).toEqual([]);
  });

  it('go on without the one that failed, in a run that was left behind', async () => {
    const project = createProject({
      web: { ...server, waitFor: [on('migrate', 'completed')] },
      migrate: job(3),
      other: server,
    });
    const run = project.run('a', { keep: true });
    await until(project, run, (one) => one.of('web', 'PodFailed').length > 0 && isReady('other')(one));
    await project.clock.run(60_000);
    expect(run.of('other', 'PodTerminating')).toEqual([]);
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('start without an optional one that has failed, with a warning', async () => {
    const project = createProject({
      web: { ...server, waitFor: [on('migrate', 'completed', { optional: true })] },
      migrate: job(3),
    });
    const run = project.run('a');
    await until(project, run, isReady('web'));
    expect(run.of('web', 'Warning').map(({ message }) => message)).toEqual([
      "optional dependency migrate failed to start: migrate didn't complete successfully: exit 3",
    ]);
  });

  it('wait for a pod that is not ready for as long as it takes, unless its health is asked for', async () => {
    const late = { by: 'command', x: 1 } as const;
    const project = createProject({
      web: { ...server, waitFor: [on('db', 'ready')] },
      db: {
        restartPolicy: 'Always',
        containers: [app('srv', { d: 6000, readiness: { check: late, period: 1, failures: 2 } })],
      },
    });
    const run = project.run('a');
    await project.clock.run(120_000);
    expect(run.told('PodFailed', 'PodTerminating')).toEqual([]);
    expect(run.of('web', 'PodReleased')).toEqual([]);
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('wait for one container of another pod', async () => {
    const project = createProject({
      web: { ...server, waitFor: [on('pod', 'healthy', { container: 'cache' })] },
      pod: {
        restartPolicy: 'Never',
        containers: [
          sidecar('cache', { sd: 2, d: 6000, startup: { check: { by: 'marker' }, period: 1, failures: 50 } }),
          app('srv', { sd: 60, d: 6000, readiness: { check: { by: 'marker' }, period: 1, failures: 500 } }),
        ],
      },
    });
    const run = project.run('a');
    await until(project, run, isReady('web'));
    expect(run.of('pod', 'PodReady')).toEqual([]);
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('do not hold back what runs already when they are taken over', async () => {
    const project = createProject(shop);
    const first = project.run('a');
    await until(project, first, isReady('web'));
    const before = [...project.engines['web']!.containers.keys()];
    project.kill(first);
    const second = project.run('b');
    await until(project, second, isReady('web', 'db'));
    expect(second.of('web', 'PodWaiting')).toEqual([]);
    expect([...project.engines['web']!.containers.keys()]).toEqual(before);
    second.stop('it is over');
    await settled(project.clock, second.ended);
  });

  it('go on waiting when they are taken over before they have started', async () => {
    const project = createProject(shop);
    const first = project.run('a');
    await until(project, first, (run) => run.of('db', 'ContainerRunning').length > 0);
    project.kill(first);
    const second = project.run('b');
    await until(project, second, isReady('web'));
    const order = second.told('ContainerRunning', 'PodReady', 'PodSucceeded');
    expect(order.indexOf('web ContainerRunning')).toBeGreaterThan(order.indexOf('migrate ContainerRunning'));
    second.stop('it is over');
    await settled(project.clock, second.ended);
  });

  it('of which one was restarted on request restart those that ask for it, once it is ready again', async () => {
    const project = createProject({
      db: { ...server, restartPolicy: 'Always' },
      web: { ...server, restartPolicy: 'Always', waitFor: [on('db', 'ready', { restart: true })] },
      other: { ...server, restartPolicy: 'Always', waitFor: [on('db', 'ready')] },
    });
    const run = project.run('a');
    await until(project, run, isReady('web', 'other'));
    const begun = run.events.length;
    run
      .supervisors()
      .find(({ pod }) => pod.name === 'db')!
      .post({ type: 'restartPod' });
    await until(project, run, ({ events }) =>
      events.slice(begun).some(({ pod, type }) => pod === 'web' && type === 'PodReady'),
    );
    const after = run.events.slice(begun).map(({ pod, type }) => `${pod} ${type}`);
    expect(after.indexOf('web ContainerRunning')).toBeGreaterThan(after.lastIndexOf('db PodReady'));
    expect(after.filter((one) => one === 'web ContainerRunning')).toHaveLength(1);
    expect(after).not.toContain('other ContainerTerminated');
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('wait for one that was restarted and is unhealthy for a while, as they have run before', async () => {
    const project = createProject({
      db: {
        restartPolicy: 'Always',
        containers: [
          app('srv', {
            sd: 3,
            d: 6000,
            term: 1,
            readiness: { check: { by: 'marker' }, period: 1, failures: 5 },
          }),
        ],
      },
      web: { ...server, restartPolicy: 'Always', waitFor: [on('db', 'healthy', { restart: true })] },
    });
    const run = project.run('a');
    await until(project, run, isReady('web'));
    const { containers } = project.pods['db']!;
    const hasty = { ...containers[0]!.readinessProbe!, failureThreshold: 1 };
    const pod = { ...project.pods['db']!, containers: [{ ...containers[0]!, readinessProbe: hasty }] };
    run
      .supervisors()
      .find((one) => one.pod.name === 'db')!
      .post({ type: 'specChanged', pod, hashes: specHashes(pod) });
    await until(project, run, (one) => one.of('web', 'PodReady').length > 1);
    expect(run.of('db', 'ProbeFailed').length).toBeGreaterThan(0);
    expect(run.told('PodFailed')).toEqual([]);
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('of which one restarts by itself restart nobody else', async () => {
    const project = createProject({
      db: { restartPolicy: 'Always', containers: [app('srv', { d: [30, 6000] })] },
      web: { ...server, waitFor: [on('db', 'ready', { restart: true })] },
    });
    const run = project.run('a');
    await until(project, run, (one) => one.of('db', 'ContainerRunning').length > 1);
    await project.clock.run(30_000);
    expect(run.of('web', 'PodTerminating')).toEqual([]);
    run.stop('it is over');
    await settled(project.clock, run.ended);
  });

  it('of which one is made anew restart those that ask for it', async () => {
    const project = createProject({
      db: { ...server, restartPolicy: 'Always' },
      web: { ...server, restartPolicy: 'Always', waitFor: [on('db', 'ready', { restart: true })] },
    });
    const first = project.run('a');
    await until(project, first, isReady('web'));
    project.kill(first);
    const changed = { ...project.pods['db']!, shareProcessNamespace: true };
    const second = project.run('b', { pods: [changed, project.pods['web']!] });
    const order = (): readonly string[] => second.told('PodReady', 'ContainerRunning', 'ContainerTerminated');
    const restarted = (): boolean =>
      order().at(-1) === 'web PodReady' && order().includes('web ContainerTerminated');
    await until(project, second, restarted);
    expect(order().lastIndexOf('db PodReady')).toBe(order().length - 3);
    second.stop('it is over');
    await settled(project.clock, second.ended);
  });

  it('wait for a pod that another run supervises', async () => {
    const project = createProject({ db: server, web: { ...server, waitFor: [on('db', 'ready')] } });
    const first = project.run('a', { pods: [project.pods['db']!] });
    await until(project, first, isReady('db'));
    const { peerOf } = await import('../../src/lifecycle/between/peer-of.ts');
    const second = project.run('b', {
      pods: [project.pods['web']!],
      elsewhere: {
        hear: (tell) => tell(peerOf(first.supervisors()[0]!.state())),
        tell: () => {},
        hearServed: () => {},
        tellServed: () => {},
      },
    });
    await until(project, second, isReady('web'));
    second.stop('it is over');
    first.stop('it is over');
    await settled(project.clock, Promise.all([first.ended, second.ended]));
  });
});
