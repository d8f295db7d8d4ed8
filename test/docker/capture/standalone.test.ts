import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { standaloneScript } from '../../../src/capture/backends/standalone-script.ts';
import { drift } from '../../../src/capture/check/drift.ts';
import { capturePolicy } from '../../../src/capture/policy/policy.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import { type Lab, openLab, openTrialHost, planFor } from './support/lab.ts';
import { listings, rulesText } from './support/look.ts';
import type { Config } from './support/matrix.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab?.close(), 30_000);

it.each<[string, Config]>([
  ['redirected, with names of the resolver that resolv.conf names', { captureDns: true }],
  ['in TPROXY mode', { mode: 'TPROXY' }],
])('a script of its own loads the rules of a running pod, once and again: %s', async (_, config) => {
  const policy = capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...config }));
  const script = standaloneScript(policy, 'resolv.conf');
  const run = () => lab.pod.run({ argv: ['sh', '-c', script] });
  const first = await run();
  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('iptables-nft') });
  expect(drift(planFor('iptables-nft', config), await listings(lab.pod))).toEqual([]);
  const loaded = await rulesText(lab.pod);
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await rulesText(lab.pod)).toBe(loaded);
});

it('a script of its own says what it needs where no rules can be loaded', async () => {
  const script = standaloneScript(capturePolicy(withCaptureDefaults({ proxy: 'proxy' })), 'resolv.conf');
  const host = await openTrialHost(lab.docker, lab.labels['dev.outrider.project']!, ['NET_RAW']);
  const result = await host.run({ argv: ['sh', '-c', script] });
  expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('CAP_NET_ADMIN') });
});
