import { expect, it } from '@jest/globals';
import type { Report } from '../../../../src/lifecycle/state/facts.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import type { Volume } from '../../../../src/pod/model.ts';
import { watchVolumes } from '../../../../src/supervisor/watch/watch-volumes.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { pod } from '../../../support/pods.ts';

const volume = (medium: 'disk' | 'memory', sizeLimitBytes?: number): Volume => ({
  name: 'cache',
  type: 'emptyDir',
  medium,
  ...(sizeLimitBytes !== undefined && { sizeLimitBytes }),
});

/** What is reported of a pod with that volume within a minute, and how often the volume was measured. */
async function watched(one: Volume, sizes: readonly number[]) {
  const clock = createManualClock();
  const over = new AbortController();
  const posted: Report[] = [];
  let looks = 0;
  const initial = initialState(pod({ volumes: [one] }), 0);
  const state: PodState = { ...initial, sandbox: { ...initial.sandbox, status: 'ready' } };
  const volumeUsage = async (names: readonly string[]) =>
    new Map(names.map((name) => [name, sizes[looks++] ?? 0]));
  watchVolumes(
    { state: () => state, post: (report) => void posted.push(report) },
    { engine: { volumeUsage }, clock, signal: over.signal },
  );
  await clock.run(60_000);
  over.abort();
  return { posted, looks };
}

it('an emptyDir that grows over its limit is reported', async () => {
  const { posted } = await watched(volume('disk', 100), [10, 100, 101]);
  expect(posted).toEqual([{ type: 'volumeFull', volume: 'cache', usedBytes: 101, limitBytes: 100 }]);
});

it.each([
  ['without a limit', volume('disk')],
  ['in memory, whose size the kernel limits', volume('memory', 100)],
])('one %s is not measured', async (_, one) => {
  expect(await watched(one, [])).toEqual({ posted: [], looks: 0 });
});
