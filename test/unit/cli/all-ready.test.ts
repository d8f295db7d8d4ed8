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
