import { describe, expect, it } from '@jest/globals';
import type { EventBody, ProbeKind } from '../../../src/events/types.ts';
import { findingsOf, rules } from '../../../src/findings/findings.ts';
import { ends, one, origin, runs, starts } from '../events/story.ts';
import {
  app,
  asking,
  at,
  backsOff,
  capture,
  captureOn,
  listening,
  network,
  podOf,
  proxy,
  running,
  says,
  type Told,
} from './pods.ts';

const now = 20_000;
const probe = (kind: ProbeKind, message: string, failures = 3): EventBody => ({
  type: 'ProbeFailed',
  container: 'app',
  attempt: 0,
  probe: kind,
  message,
  changed: true,
  failures,
  failureThreshold: 3,
});
const notReady: EventBody = { type: 'ContainerNotReady', container: 'app', attempt: 0, message: 'x' };
const ready: EventBody = { type: 'ContainerReady', container: 'app', attempt: 0 };
const ended = (
  container: string,
  exitCode: number,
  more: Partial<Extract<EventBody, { type: 'ContainerTerminated' }>> = {},
) => ({ ...ends(container, exitCode), ...more }) as EventBody;
const loop = (...lines: readonly string[]): Told => [
  [0, asking([app({ ports: [8080] }), one('other')]), network],
  [100, runs('app'), ...starts('other')],
  [200, ends('app', 3), says('app', ...lines), backsOff('app', 1)],
];
const oom = { reason: 'OOMKilled', signal: 'SIGKILL' } as const;
const both = [proxy, app({ ports: [8080] })];
const refused = '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET /pay HTTP/1.1" 502 157 "-" "curl/8"';
const failing = (container: string): EventBody => ({
  type: 'UpstreamFailed',
  container,
  attempt: 0,
  count: 4,
  line: refused,
});
const withoutData = (reason: 'CreateContainerConfigError' | 'ContainerCreating'): EventBody => ({
  type: 'ContainerWaiting',
  container: 'app',
  attempt: 0,
  reason,
  message: 'configmap "settings" not found',
  waitsFor: { on: 'data' },
});
const waitsFor = (container: string): EventBody => ({
  type: 'ContainerWaiting',
  container: 'app',
  attempt: 0,
  reason: 'PodInitializing',
  waitsFor: { on: 'exit', container },
});
const pullFails: EventBody = {
  ...{ type: 'ContainerWaiting', container: 'app', attempt: 0, reason: 'ErrImagePull' },
  message: 'there is no image nginx:9',
} as EventBody;
const flaps = (times: number): Told =>
  Array.from({ length: times }, (_, turn) => [1000 + turn * 2000, notReady, ready]);

const injected = (words: string, container?: string): EventBody => ({
  ...{ type: 'FaultInjected', fault: 'f1', words, forMs: 30_000 },
  ...(container !== undefined && { container }),
});

/** The name of a finding, what shows it, and what the finding says. */
const faults: readonly (readonly [string, string, Told, RegExp, RegExp])[] = [
  [
    'fault-injected',
    'a container is paused on purpose',
    running([app()], {}, [300, injected('pause', 'app')]),
    /^the fault pause is on for app, on purpose, until 10:00:30$/,
    /`outrider fault clear web f1`/,
  ],
  [
    'network-lost',
    'a holder without a network',
    running([app()], {}, [300, { type: 'SandboxDisconnected', message: 'disconnected by hand' }]),
    /no network: disconnected by hand/,
    /connected again/,
  ],
  [
    'image-missing',
    'an image that cannot be pulled',
    [[0, asking([app()]), network, pullFails]],
    /^app has no image example\/app:1 \(ErrImagePull\): there is no image nginx:9$/,
    /correct the name and tag/,
  ],
  [
    'data-missing',
    'a container whose environment needs a ConfigMap that nobody has given',
    [[0, asking([app()]), network, withoutData('CreateContainerConfigError')]],
    /app waits for a ConfigMap or a Secret \(CreateContainerConfigError\): configmap "settings" not found/,
    /outrider up/,
  ],
  [
    'data-missing',
    'a container of a pod with a volume whose Secret nobody has given',
    [[0, asking([app()]), network, withoutData('ContainerCreating')]],
    /waits for a ConfigMap or a Secret \(ContainerCreating\)/,
    /optional: true/,
  ],
  [
    'image-missing',
    'an image of which the engine says how to get it',
    [
      [
        0,
        asking([app()]),
        network,
        pullFails,
        {
          type: 'ImagePullFailed',
          image: 'example/app:1',
          message: 'there is no image',
          hint: 'Make it with `npm run images`.',
        },
      ],
    ],
    /^app has no image example\/app:1/,
    /^make it with `npm run images`$/,
  ],
  [
    'cannot-start',
    'a container that the engine refuses',
    [
      [
        0,
        asking([app()]),
        network,
        { ...pullFails, reason: 'CreateContainerError', message: 'no such device' } as EventBody,
      ],
    ],
    /^app cannot be started \(CreateContainerError\): no such device$/,
    /what the engine refuses/,
  ],
  [
    'port-taken',
    'a port that another container has',
    [...loop('starting', 'OSError: [Errno 98] Address already in use'), [300, listening('*:8080', '*:9090')]],
    /^app cannot listen on port 8080: other has it already; next start in 40 s$/,
    /^give app or other another port/,
  ],
  [
    'port-taken',
    'a port that the line names',
    [
      ...loop('cannot bind socket (Address already in use) for [0.0.0.0:9090]'),
      [300, listening('*:8080', '*:9090')],
    ],
    /^app cannot listen on port 9090: other has it/,
    /another port/,
  ],
  [
    'out-of-memory',
    'a container that is killed for want of memory',
    [
      [0, asking([app({ memoryBytes: 16 * 1024 * 1024 })]), network],
      [100, runs('app')],
      [200, ended('app', 137, oom), backsOff('app', 1)],
    ],
    /^app was killed for want of memory \(OOMKilled\) once: it wants more than its limit of 16 MiB; next start in 40 s$/,
    /^raise resources\.limits\.memory/,
  ],
  [
    'crash-loop',
    'a container in a crash loop, with what it said',
    loop(
      '[NOTICE] (1) : New worker',
      "[ALERT] (1) : config : unknown keyword 'bogus'",
      '[ALERT] (1) : Fatal errors found',
    ),
    /^app exited 3 once; next start in 40 s \(CrashLoopBackOff\): it said “\[ALERT\] \(1\) : config : unknown keyword 'bogus'”$/,
    /^mend what it says$/,
  ],
  [
    'crash-loop',
    'a container in a crash loop that runs for a moment',
    [
      ...loop('boom'),
      [1000, runs('app', 1)],
      [1100, { ...ends('app', 3), attempt: 1 } as EventBody],
      [15_000, runs('app', 2)],
    ],
    /^app exited 3 2 times \(CrashLoopBackOff\): it said “boom”$/,
    /mend/,
  ],
  [
    'pod-failed',
    'a job that fails',
    [
      [0, asking([app()], { restartPolicy: 'Never' }), network],
      [100, runs('app')],
      [200, ended('app', 4, { restart: { follows: false, rule: 'the pod has restartPolicy Never' } })],
      [
        300,
        says('app', 'Traceback', 'ValueError: bad 1'),
        { type: 'PodFailed', message: 'app container app exited 4' },
      ],
    ],
    /^app exited 4 and is not started again: it said “ValueError: bad 1”$/,
    /^mend what it says$/,
  ],
  [
    'capture-failed',
    'capture rules that could not be put on',
    running(both, { capture }, [
      300,
      { type: 'CaptureFailed', backend: 'nftables', mode: 'REDIRECT', message: 'no module' },
    ]),
    /capture has failed.*no module/,
    /outrider doctor/,
  ],
  [
    'capture-off',
    'capture that was switched off',
    running(both, { capture }, [300, captureOn, { ...captureOn, type: 'CaptureRemoved' } as EventBody]),
    /^traffic capture was switched off: connections pass proxy by$/,
    /^`outrider capture on web` switches it on$/,
  ],
  [
    'capture-changed',
    'capture rules that somebody changed',
    running([app()], {}, [300, { type: 'Warning', message: 'the chain is gone', about: 'capture-drift' }]),
    /^something else changed the capture rules 20 s ago: the chain is gone$/,
    /find the program/,
  ],
  [
    'no-listener',
    'a proxy that listens on another port than the one to which capture leads',
    running(both, { capture }, [300, captureOn, listening('127.0.0.1:15009 1337', '*:15006 1337', '*:8080')]),
    /^nobody listens on port 15001, where outbound connections are led: they are refused$/,
    /^have the proxy listen on 127\.0\.0\.1:15001, or set outboundPort to its port$/,
  ],
  [
    'no-listener',
    'a proxy that listens on localhost for connections from outside',
    running(both, { capture }, [
      300,
      captureOn,
      listening('127.0.0.1:15001 1337', '127.0.0.1:15006 1337', '*:8080'),
    ]),
    /^the proxy listens on localhost only for inbound port 15006/,
    /0\.0\.0\.0:15006/,
  ],
  [
    'probe-port',
    'a probe that asks a port on which nobody listens',
    running([app({ probePorts: { readiness: 9999 } })], {}, [
      300,
      notReady,
      probe('readiness', 'refused'),
      listening('*:8080'),
    ]),
    /^the readiness probe of app asks port 9999, and nobody listens there$/,
    /^have the probe ask port 8080, or app listen on 9999$/,
  ],
  [
    'probe-fails',
    'a readiness probe that fails',
    running([app()], {}, [300, notReady, probe('readiness', 'HTTP status 503')]),
    /^app runs but is not ready: its readiness probe fails: HTTP status 503 \(3 of 3 failures\)$/,
    /log of app/,
  ],
  [
    'app-on-loopback',
    'an app that listens on localhost and declares the port',
    running([app({ ports: [8080] })], {}, [300, listening('127.0.0.1:8080')]),
    /^app declares port 8080 and listens there on localhost only: nobody outside of the pod reaches it$/,
    /^have app listen on 0\.0\.0\.0:8080, or leave the port out of its ports$/,
  ],
  [
    'upstream-fails',
    'a proxy that answers for its upstream',
    running(both, {}, [15_000, failing('proxy')]),
    /^sidecar proxy answered 502 to GET \/pay for its upstream, 4 times$/,
    /^see that the server behind proxy runs/,
  ],
  [
    'readiness-flaps',
    'a readiness that comes and goes',
    running([app()], {}, ...flaps(3)),
    /^app was ready and not ready again 3 times within a minute$/,
    /readiness probe/,
  ],
  [
    'job-kept-alive',
    'a job that goes on for the sake of a sidecar',
    running(both, { restartPolicy: 'Never' }, [1000, ended('app', 0)]),
    /^app ended, but the pod does not: proxy counts as an app container and runs on$/,
    /native sidecar/,
  ],
  [
    'dependency-not-ready',
    'an init container that does not end',
    [
      [0, asking([one('wait', 'init'), app()]), network],
      [100, { ...runs('wait') }, waitsFor('wait')],
    ],
    /^init container wait runs since 60 s and has not ended, and the containers behind it wait$/,
    /outrider logs web -c wait/,
  ],
  [
    'memory-high',
    'a container near its memory limit',
    running([app()], {}, [
      300,
      { type: 'MemoryUsed', container: 'app', attempt: 0, bytes: 61e6, limitBytes: 64e6, isHigh: true },
    ]),
    /^app uses 95 % of its memory limit of 61 MiB/,
    /^raise resources/,
  ],
  [
    'clock-differs',
    'an engine with another clock',
    running([app()], {}, [300, { type: 'ClockCompared', aheadMs: -3_600_000 }]),
    /^the engine's clock is 3600 s behind this machine's/,
    /^set the clock/,
  ],
];

const later = (name: string): number => (name === 'dependency-not-ready' ? 60_100 : now);

describe('a finding', () => {
  it.each(faults)('%s: %s', (name, _, told, message, cure) => {
    const [first] = findingsOf(podOf(told), origin + later(name));
    expect(first).toMatchObject({ name, pod: 'web' });
    expect(first!.message).toMatch(message);
    expect(first!.cure).toMatch(cure);
  });

  it('has a test for every rule', () => {
    expect([...new Set(faults.map(([name]) => name))].sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it('is over when the pod is removed', () => {
    for (const [, , told] of faults)
      expect(findingsOf(podOf([...told, [19_000, { type: 'PodRemoved' }]]), origin + now)).toEqual([]);
  });
});

const healthy: readonly (readonly [string, Told])[] = [
  ['a pod that runs', running(both)],
  [
    'a pod that starts',
    [
      [0, asking(both), network],
      [19_900, runs('proxy')],
    ],
  ],
  ['a container that crashed once and runs since', [...loop('boom'), [2000, ...starts('app', 1)]]],
  [
    'a job that has ended well',
    [
      ...running([app()], { restartPolicy: 'Never' }, [1000, ended('app', 0)]),
      [1100, { type: 'PodSucceeded', message: 'every app container exited 0' }],
    ],
  ],
  [
    'a job whose sidecar is being stopped in order',
    running(
      both,
      { restartPolicy: 'Never' },
      [1000, ended('app', 0)],
      [1100, { type: 'PodTerminating', reason: 'every app container has ended', graceSeconds: 30 }],
    ),
  ],
  [
    'a job whose app has ended this moment',
    running(both, { restartPolicy: 'Never' }, [19_000, ended('app', 0)]),
  ],
  [
    'an app that runs next to one that has ended',
    running([app(), one('other')], { restartPolicy: 'Never' }, [1000, ended('app', 0)]),
  ],
  [
    'a proxy that listens where capture leads',
    running(both, { capture }, [300, captureOn, listening('127.0.0.1:15001 1337', '*:15006 1337', '*:8080')]),
  ],
  [
    'a proxy that has begun this moment',
    [
      [0, asking(both, { capture }), network, captureOn],
      [19_000, ...starts('proxy')],
      [19_100, listening('*:8080')],
    ],
  ],
  ['a pod that was never captured', running(both, {}, [300, listening('*:8080')])],
  [
    'capture that was switched off and on again',
    running(
      both,
      { capture },
      [300, captureOn, { ...captureOn, type: 'CaptureRemoved' } as EventBody],
      [400, captureOn, listening('127.0.0.1:15001 1337', '*:15006 1337', '*:8080')],
    ),
  ],
  ['a helper on localhost that declares no port', running([app()], {}, [300, listening('127.0.0.1:8080')])],
  [
    'an app on localhost and on every address',
    running([app({ ports: [8080] })], {}, [300, listening('127.0.0.1:8080', '*:8080')]),
  ],
  [
    'a probe that passes',
    running([app({ probePorts: { readiness: 8080 } })], {}, [300, listening('*:8080')]),
  ],
  [
    'a probe that failed once while the app began',
    [
      [0, asking([app()]), network],
      [
        100,
        runs('app'),
        { type: 'ContainerStarted', container: 'app', attempt: 0 },
        probe('readiness', 'refused', 1),
      ],
    ],
  ],
  [
    'a slow start on a port that nobody has yet',
    [
      [0, asking([app({ probePorts: { startup: 8080 } })]), network],
      [19_000, runs('app'), probe('startup', 'refused', 1), listening('127.0.0.11:39001')],
    ],
  ],
  ['a readiness that was lost once', running([app()], {}, ...flaps(1))],
  ['a readiness that flapped long ago', running([app()], {}, ...flaps(3), [200_000, ready])],
  ['upstreams that failed a while ago', running(both, {}, [1000, failing('proxy')], [40_000, ready])],
  ['an app that answers 5xx itself', running(both, {}, [15_000, failing('app')])],
  [
    'memory that has gone down again',
    running(
      [app()],
      {},
      [
        300,
        { type: 'MemoryUsed', container: 'app', attempt: 0, bytes: 61e6, limitBytes: 64e6, isHigh: true },
      ],
      [
        400,
        { type: 'MemoryUsed', container: 'app', attempt: 0, bytes: 1e6, limitBytes: 64e6, isHigh: false },
      ],
    ),
  ],
  [
    'a clock that was set right',
    running(
      [app()],
      {},
      [300, { type: 'ClockCompared', aheadMs: 9000 }],
      [400, { type: 'ClockCompared', aheadMs: 0 }],
    ),
  ],
  [
    'a fault that was taken off',
    running(
      [app()],
      {},
      [300, injected('loss=5%')],
      [400, { type: 'FaultCleared', fault: 'f1', words: 'loss=5%', message: 'it was cleared' }],
    ),
  ],
  [
    'a fault whose end nobody has told',
    running([app()], {}, [300, injected('loss=5%')], [60_000, { type: 'PodReady' }]),
  ],
  [
    'a signal that was sent on purpose',
    running([app()], {}, [300, { ...injected('stop-signal', 'app'), forMs: 0 } as EventBody]),
  ],
  [
    'a pod that is being stopped',
    running(
      both,
      {},
      [300, { type: 'PodTerminating', reason: 'down', graceSeconds: 30 }],
      [400, ended('app', 143)],
    ),
  ],
  [
    'an init container that takes a while',
    [
      [0, asking([one('wait', 'init'), app()]), network],
      [100, runs('wait'), waitsFor('wait')],
    ],
  ],
];

it.each(healthy)('%s has no finding', (_, told) => {
  const last = Math.max(now, told.at(-1)![0]);
  expect(findingsOf(podOf(told), origin + last)).toEqual([]);
});

it('a cause stands before what follows from it', () => {
  const told: Told = [
    ...loop('boom'),
    [300, { type: 'ClockCompared', aheadMs: 9000 }],
    [400, { type: 'SandboxDisconnected', message: 'gone' }],
  ];
  expect(findingsOf(podOf(told), origin + now).map(({ name }) => name)).toEqual([
    'network-lost',
    'crash-loop',
    'clock-differs',
  ]);
});

it('says since when it is so', () => {
  const told = [
    ...loop('boom'),
    [1000, runs('app', 1), { ...ends('app', 3), attempt: 1 } as EventBody, backsOff('app', 2)],
  ] as Told;
  expect(findingsOf(podOf(told), origin + now)[0]).toMatchObject({ since: at(200), until: at(60_000) });
});
