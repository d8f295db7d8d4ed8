import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Dockerode from 'dockerode';
import { backendOrder, backendTrials, chooseBackend } from '../../../src/capture/backends/backend.ts';
import { reportFeatures } from '../../../src/capture/backends/features.ts';
import { stepSucceeded } from '../../../src/capture/backends/step.ts';
import { featureTrials } from '../../../src/capture/backends/trials.ts';
import { type Host, openTrialHost, removeAll } from './support/lab.ts';
import { rulesText } from './support/look.ts';

const docker = new Dockerode();
const project = `capture-${randomBytes(4).toString('hex')}`;

afterAll(() => removeAll(docker, project), 30_000);

async function choose(host: Pick<Host, 'run'>) {
  const trials = backendTrials(backendOrder('auto'));
  const results = [];
  for (const { load, unload } of trials) {
    const result = await host.run(load);
    results.push(result);
    if (stepSucceeded(load, result)) await host.run(unload);
  }
  return chooseBackend('auto', trials, results);
}

describe.each([
  ['NET_ADMIN and NET_RAW', ['NET_ADMIN', 'NET_RAW'], ['iptables-nft', 'iptables-legacy', 'nftables']],
  ['NET_ADMIN alone', ['NET_ADMIN'], ['iptables-nft', 'nftables']],
  ['NET_RAW alone', ['NET_RAW'], []],
  ['no capability', [], []],
] as const)('in a throw-away namespace with %s', (_, capabilities, expected) => {
  let host: Awaited<ReturnType<typeof openTrialHost>>;
  beforeAll(async () => {
    host = await openTrialHost(docker, project, capabilities);
  }, 30_000);

  it('the trial finds the backends that work, and quotes the refusal of the others', async () => {
    const choice = await choose(host);
    expect(choice.tried.filter(({ works }) => works).map(({ backend }) => backend)).toEqual(expected);
    expect(choice.backend).toBe(expected[0]);
    for (const { works, message } of choice.tried) expect(message === '').toBe(works);
  });

  it('features are reported one by one, and nothing of a trial stays', async () => {
    for (const backend of ['iptables-nft', 'iptables-legacy', 'nftables'] as const) {
      const trials = featureTrials(backend);
      const results = [];
      for (const { load, unload } of trials) {
        results.push(await host.run(load));
        await host.run(unload);
      }
      const works = reportFeatures(trials, results).map((report) => report.works);
      // This is what the kernel that the tests run on has; the lists differ between kernels.
      expect(works[0]).toBe((expected as readonly string[]).includes(backend));
    }
    if (expected.length > 0) expect(await rulesText(host)).not.toMatch(/outrider/i);
  });
});
