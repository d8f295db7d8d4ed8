import { expect, it } from '@jest/globals';
import { backendOrder, backendTrials, chooseBackend } from '../../../../src/capture/backends/backend.ts';
import { reportFeatures } from '../../../../src/capture/backends/features.ts';
import { features, featureTrials } from '../../../../src/capture/backends/trials.ts';

const ok = { exitCode: 0, stdout: '', stderr: '' };
const no = {
  exitCode: 4,
  stdout: '',
  stderr: 'iptables-nft-restore: RULE_APPEND failed (Operation not supported)\n',
};

it('iptables comes first, its nft variant before the legacy one', () => {
  expect(backendOrder('auto')).toEqual(['iptables-nft', 'iptables-legacy', 'nftables']);
  expect(backendOrder('iptables')).toEqual(['iptables-nft', 'iptables-legacy']);
  expect(backendOrder('nftables')).toEqual(['nftables']);
});

it('where Docker’s own rules are legacy ones, ours stand beside them', () => {
  const listing = '*nat\n:OUTPUT ACCEPT [0:0]\n:DOCKER_OUTPUT - [0:0]\nCOMMIT\n';
  expect(backendOrder('auto', listing)[0]).toBe('iptables-legacy');
});

it('the first that loads is taken, and why is said', () => {
  const trials = backendTrials(backendOrder('auto'));
  expect(chooseBackend('auto', trials, [ok])).toEqual({
    backend: 'iptables-nft',
    why: 'iptables-nft is the first choice and loads rules here',
    tried: [{ backend: 'iptables-nft', works: true, message: '' }],
  });
  const second = chooseBackend('auto', trials, [no, no, ok]);
  expect(second.backend).toBe('nftables');
  expect(second.why).toBe('nftables loads rules here; iptables-nft and iptables-legacy could not');
  expect(second.tried[0]!.message).toContain('Operation not supported');
});

it('where none loads, every refusal is quoted', () => {
  const trials = backendTrials(backendOrder('iptables'));
  const choice = chooseBackend('iptables', trials, [no, no]);
  expect(choice.backend).toBeUndefined();
  expect(choice.why.match(/Operation not supported/g)).toHaveLength(2);
});

it('a trial loads into a chain that nothing leads to, and takes it away', () => {
  for (const { load, unload } of featureTrials('iptables-legacy')) {
    expect(load.stdin).not.toMatch(/^-[AI] (OUTPUT|PREROUTING)/m);
    expect(load.stdin).toContain(':OUTRIDER_TRIAL - [0:0]');
    expect(unload.stdin).toContain('-X OUTRIDER_TRIAL');
  }
});

it('features are reported one by one, those not tried are left out', () => {
  const trials = featureTrials('nftables');
  const report = reportFeatures(trials, [ok, undefined, no]);
  expect(report.map(({ feature, works }) => [feature, works])).toEqual([
    ['base', true],
    ['conntrack', false],
  ]);
  expect(trials.map(({ feature }) => feature)).toEqual(features);
});
