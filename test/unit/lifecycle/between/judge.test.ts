import { describe, expect, it } from '@jest/globals';
import { judge } from '../../../../src/lifecycle/between/judge.ts';
import type { PeerContainer, PeerState } from '../../../../src/lifecycle/state/peer.ts';
import type { PodDependency } from '../../../../src/pod/dependency.ts';

const idle: PeerContainer = { hasRun: false, ready: false };
const runs: PeerContainer = { hasRun: true, ready: false };
const exits = (exitCode: number): PeerContainer => ({ hasRun: true, ready: false, exitCode });
const sick: PeerContainer = { ...runs, unhealthy: 'exit 1' };

function peer(containers: Record<string, PeerContainer>, more: Partial<PeerState> = {}): PeerState {
  const apps = Object.keys(containers).filter((name) => name !== 'side');
  return {
    pod: 'db',
    made: '',
    generation: 0,
    hasRun: false,
    ready: false,
    alive: true,
    containers,
    apps,
    ...more,
  };
}
const over = (phase: 'Succeeded' | 'Failed') => ({
  over: { phase, message: 'it was stopped' },
  alive: false,
});

const rows: readonly [
  words: string,
  dependency: Omit<PodDependency, 'pod'>,
  peer: PeerState | undefined,
  verdict: string,
][] = [
  ['nothing is known of it', { until: 'started' }, undefined, 'waiting'],
  ['it has not run', { until: 'started' }, peer({ srv: idle }), 'waiting'],
  ['it has run', { until: 'started' }, peer({ srv: runs }, { hasRun: true }), 'met'],
  [
    'it has run and ended with an error',
    { until: 'started' },
    peer({ srv: exits(3) }, { hasRun: true, ...over('Failed') }),
    'met',
  ],
  [
    'it has ended without having run',
    { until: 'started' },
    peer({ srv: idle }, over('Failed')),
    'db did not start: it was stopped',
  ],
  [
    'one container of it has run',
    { until: 'started', container: 'side' },
    peer({ srv: idle, side: runs }),
    'met',
  ],
  [
    'another container of it has run',
    { until: 'started', container: 'side' },
    peer({ srv: runs, side: idle }),
    'waiting',
  ],
  ['it runs and is not ready', { until: 'ready' }, peer({ srv: runs }), 'waiting'],
  ['it is ready', { until: 'ready' }, peer({ srv: runs }, { ready: true }), 'met'],
  ['it is unhealthy, and may become ready', { until: 'ready' }, peer({ srv: sick }), 'waiting'],
  [
    'it is unhealthy, and its health is asked for',
    { until: 'healthy' },
    peer({ srv: sick }),
    'db is unhealthy: exit 1',
  ],
  [
    'another container than the one that is asked for is unhealthy',
    { until: 'healthy', container: 'side' },
    peer({ srv: sick, side: runs }),
    'waiting',
  ],
  ['it has exited for good', { until: 'ready' }, peer({ srv: exits(0) }), 'db exited (0)'],
  [
    'one of several has exited for good',
    { until: 'ready' },
    peer({ srv: runs, log: exits(2) }),
    'db/log exited (2)',
  ],
  ['it was stopped', { until: 'ready' }, peer({ srv: idle }, over('Failed')), 'db has ended: it was stopped'],
  ['it is at work', { until: 'completed' }, peer({ srv: runs }), 'waiting'],
  ['it has exited 0', { until: 'completed' }, peer({ srv: exits(0) }), 'met'],
  ['one of several is at work', { until: 'completed' }, peer({ srv: exits(0), log: runs }), 'waiting'],
  [
    'it has exited with an error',
    { until: 'completed' },
    peer({ srv: exits(3) }),
    "db didn't complete successfully: exit 3",
  ],
  [
    'it has succeeded, and nobody knows more',
    { until: 'completed' },
    peer({ srv: idle }, over('Succeeded')),
    'met',
  ],
  [
    'it was stopped before it was through',
    { until: 'completed' },
    peer({ srv: idle }, over('Failed')),
    "db didn't complete: it was stopped",
  ],
];

describe('of a pod that is depended on', () => {
  it.each(rows)('when %s (%j)', (_, dependency, state, expected) => {
    const verdict = judge({ pod: 'db', ...dependency }, state);
    expect(verdict.is === 'failed' ? verdict.message : verdict.is).toBe(expected);
  });
});
