import { expect, it } from '@jest/globals';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import type { IssuedContent } from '../../../../src/pod/issued.ts';
import type { Volume } from '../../../../src/pod/model.ts';
import { renewFiles } from '../../../../src/supervisor/watch/renew-files.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { pod } from '../../../support/pods.ts';

const token: IssuedContent = { is: 'token', account: 'reader', audience: 'api', expirationSeconds: 600 };
const volume = (issued?: IssuedContent): Volume => ({
  ...{ name: 'tokens', type: 'files', medium: 'memory', secret: true },
  files: [{ path: 'token', content: '', mode: 0o644, ...(issued && { issued }) }],
});

/** How often files were renewed within five minutes, and what was warned of. */
async function renewed(one: Volume, status: PodState['sandbox']['status'], renewal: () => Promise<void>) {
  const clock = createManualClock();
  const over = new AbortController();
  const warnings: string[] = [];
  let renewals = 0;
  const initial = initialState(pod({ volumes: [one] }), 0);
  const state: PodState = { ...initial, sandbox: { ...initial.sandbox, status } };
  const engine = {
    renewFiles: async () => {
      renewals++;
      await renewal();
    },
  };
  const warn = (message: string): void => void warnings.push(message);
  renewFiles({ state: () => state }, { engine, clock, warn, signal: over.signal });
  await clock.run(300_000);
  over.abort();
  await clock.run(300_000);
  return { renewals, warnings };
}

it('tokens of a pod that runs are looked at every minute, until it ends', async () => {
  expect(await renewed(volume(token), 'ready', async () => {})).toEqual({ renewals: 5, warnings: [] });
});

it('a failure is told once, and the token is tried again', async () => {
  const { renewals, warnings } = await renewed(volume(token), 'ready', async () => {
    throw new Error('the holder did not answer');
  });
  expect(renewals).toBe(5);
  expect(warnings).toEqual(['a token of the pod cannot be renewed: the holder did not answer']);
});

it('a pod without tokens, and one whose holder does not run, are left alone', async () => {
  expect((await renewed(volume(), 'ready', async () => {})).renewals).toBe(0);
  expect((await renewed(volume(token), 'lost', async () => {})).renewals).toBe(0);
});
