import fc from 'fast-check';
import type { ContainerPlan, HookPlan, PodPlan, ProbePlan } from '../../support/scenario/plan.ts';

/** Something that happens to the pod, so many seconds after its beginning. */
export interface Mishap {
  readonly at: number;
  readonly act:
    | { readonly type: 'delete' | 'deleteAgain'; readonly grace: number }
    | { readonly type: 'kill' | 'restartPod' | 'loseHolder' }
    | { readonly type: 'restart' | 'stop' | 'swap' | 'remove'; readonly container: number }
    | { readonly type: 'signal'; readonly container: number; readonly signal: string }
    | { readonly type: 'crash' | 'disconnect'; readonly seconds: number };
}

export interface RandomRun {
  readonly pod: PodPlan;
  readonly mishaps: readonly Mishap[];
  /** How much slower the engine is than usual. */
  readonly slowness: number;
  /** How the engine's notices are bent, by turns. */
  readonly notices: readonly { readonly copies: number; readonly lateMs: number }[];
}

/** Present so often out of ten. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, often: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: often, arbitrary }, { weight: 10 - often, arbitrary: fc.constant(undefined) });

const exits = fc.array(fc.constantFrom(0, 0, 1, 42), { minLength: 1, maxLength: 3 });
const lives = fc.array(fc.constantFrom(0, 1, 3, 10, 30, 600), { minLength: 1, maxLength: 3 });
const terms = fc.constantFrom(0, 0, 1, 3, 10, 1000);

const probe: fc.Arbitrary<ProbePlan> = fc.record({
  check: fc.oneof(
    fc.constant({ by: 'marker' } as const),
    fc.record({ by: fc.constant('fileUntil' as const), seconds: fc.constantFrom(2, 5, 20) }),
    fc.record({
      by: fc.constant('command' as const),
      x: fc.constantFrom(0, 0, 1),
      seconds: fc.constantFrom(0, 0, 2),
    }),
    fc.constant({ by: 'tcp', port: 8080 } as const),
  ),
  delay: fc.constantFrom(0, 1, 5),
  period: fc.constantFrom(1, 2, 10),
  timeout: fc.constantFrom(1, 3),
  failures: fc.constantFrom(1, 2, 3),
});

const hook: fc.Arbitrary<HookPlan> = fc.oneof(
  fc.record({
    by: fc.constant('command' as const),
    d: fc.constantFrom(0, 1, 4, 50),
    x: fc.constantFrom(0, 0, 1),
  }),
  fc.record({ by: fc.constant('sleep' as const), seconds: fc.constantFrom(0, 2, 8) }),
);

const rule = fc.record({
  action: fc.constantFrom('Restart' as const, 'RestartAllContainers' as const),
  operator: fc.constantFrom('In' as const, 'NotIn' as const),
  exitCodes: fc.constant([42]),
});

const common = { sd: fc.constantFrom(0, 0, 2), term: terms, x: exits };

const withProbes = {
  ...common,
  d: lives,
  startup: maybe(probe, 4),
  liveness: maybe(probe, 3),
  readiness: maybe(probe, 3),
  postStart: maybe(hook, 2),
  preStop: maybe(hook, 4),
  stopSignal: maybe(fc.constant('SIGUSR1'), 2),
  image: maybe(fc.constant('missing:1'), 1),
};

const policy = fc.constantFrom('Always' as const, 'OnFailure' as const, 'Never' as const);
const own = { restartPolicy: maybe(policy, 3), rules: maybe(fc.array(rule, { maxLength: 1 }), 3) };

const initEntry = fc.oneof(
  fc.record({ role: fc.constant('init' as const), ...common, d: fc.constantFrom(0, 1, 3), ...own }),
  fc.record({ role: fc.constant('sidecar' as const), ...withProbes }),
);
const appEntry = fc.record({ role: fc.constant('app' as const), ...withProbes, ...own });

/** Keys that are absent are absent, as a plan wants it; rules need a policy of their own (KEP-5307). */
function planOf(entry: object, name: string): ContainerPlan {
  const present = Object.entries(entry).filter(([, value]) => value !== undefined);
  const plan = { ...Object.fromEntries(present), name } as unknown as ContainerPlan;
  return plan.rules && !plan.restartPolicy && plan.role !== 'sidecar'
    ? { ...plan, restartPolicy: 'Never' }
    : plan;
}

const pod: fc.Arbitrary<PodPlan> = fc
  .record({
    restartPolicy: policy,
    grace: fc.constantFrom(0, 1, 2, 5, 10, 30),
    deadline: maybe(fc.constantFrom(20, 60), 1),
    inits: fc.array(initEntry, { maxLength: 5 }),
    apps: fc.array(appEntry, { minLength: 1, maxLength: 3 }),
  })
  .map(({ inits, apps, deadline, ...rest }) => ({
    ...rest,
    ...(deadline === undefined ? {} : { deadline }),
    containers: [...inits, ...apps].map((entry, index) => planOf(entry, `c${index}`)),
  }));

const container = fc.nat({ max: 7 });
const act: fc.Arbitrary<Mishap['act']> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('delete', 'deleteAgain'),
      grace: fc.constantFrom(0, 1, 5, 20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('kill', 'restartPod', 'loseHolder') }) },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('restart', 'stop', 'swap', 'remove'), container }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('signal' as const),
      container,
      signal: fc.constantFrom('SIGKILL', 'SIGTERM'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('crash', 'disconnect'), seconds: fc.constantFrom(0, 1, 5) }),
  },
) as fc.Arbitrary<Mishap['act']>;

export const randomRun: fc.Arbitrary<RandomRun> = fc.record({
  pod,
  mishaps: fc
    .array(fc.record({ at: fc.integer({ min: 0, max: 500 }).map((tenths) => tenths / 10), act }), {
      maxLength: 5,
    })
    .map((list) => [...list].sort((a, b) => a.at - b.at)),
  slowness: fc.constantFrom(0.1, 1, 3),
  notices: fc.array(
    fc.record({ copies: fc.constantFrom(1, 1, 1, 2), lateMs: fc.constantFrom(1, 5, 5, 200, 1500) }),
    { minLength: 1, maxLength: 5 },
  ),
});
