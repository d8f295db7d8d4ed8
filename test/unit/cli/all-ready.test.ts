import { expect, it } from '@jest/globals';
import { allReady } from '../../../src/cli/up/all-ready.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
import { pod } from '../../support/pods.ts';

it('a run that ends before its pods are ready is waited for no longer', async () => {
  const over = new AbortController();
  const waiting = allReady([pod()], createJournal('p', Date.now), 600_000, over.signal);
  over.abort();
  await expect(waiting).resolves.toBeUndefined();
});

it('a pod that was ready before anybody asked counts, and no pod is waited for where there is none', async () => {
  const journal = createJournal('p', Date.now);
  const one = pod();
  journal.append(one.name, { type: 'PodReady' });
  await expect(allReady([one], journal, 600_000)).resolves.toBeUndefined();
  await expect(allReady([], journal, undefined)).resolves.toBeUndefined();
});
