import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onNetwork } from '../../../../src/cli/up/network.ts';
import { networkFlags } from '../../../../src/cli/up/network-flags.ts';
import type { UpOptions } from '../../../../src/cli/up/options.ts';
import { pod } from '../../../support/pods.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-network-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plain: UpOptions = { sidecars: 'native', verbose: false };

function configure(text: string): void {
  mkdirSync(join(folder, 'outrider'), { recursive: true });
  writeFileSync(join(folder, 'outrider', 'config.yaml'), text);
}

async function wish(options: Partial<UpOptions> = {}, project?: object) {
  const one = pod({ name: 'a' });
  const given = project ? { ...one, network: { ...one.network, project } } : one;
  const [read] = await onNetwork([given], { ...plain, ...options }, { XDG_CONFIG_HOME: folder });
  return read!.network.project;
}

it('flags count for more than the file, and the file for more than the configuration', async () => {
  configure('network: {mtu: 1300, subnets: [10.3.0.0/24], ipv6: true}');
  expect(await wish({ mtu: 1500 }, { subnets: ['10.2.0.0/24'] })).toEqual({
    mtu: 1500,
    subnets: ['10.2.0.0/24'],
    ipv6: true,
  });
});

it('without any of them there is no wish', async () => {
  expect(await wish()).toBeUndefined();
});

it('a network that is there takes the place of what weaker ones want of one that is made', async () => {
  configure('network: {mtu: 1300}');
  expect(await wish({ network: 'lan' })).toEqual({ name: 'lan' });
});

it('a range on the command line takes the place of a network that the configuration names', async () => {
  configure('network: {name: lan}');
  expect(await wish({ subnet: ['10.2.0.0/24'] })).toEqual({ subnets: ['10.2.0.0/24'] });
});

it.each([
  [{ subnet: ['10.2.0.0'] }, '--subnet needs a range'],
  [{ network: 'lan', ipv6: true }, '--network names a network that is there already'],
])('refuses the flags %j', async (options, words) => {
  await expect(wish(options)).rejects.toThrow(words);
});

it.each([
  ['network: {mtu: 3}', /:1:16: .*network.mtu/],
  ['network:\n  subnet: [a]', /:2:3: .*network.subnet: .*subnets/],
  ['nets: {}', /:1:1: .*nets/],
  ['network: {subnets: 10.2}', /:1:20: .*network.subnets/],
  ['network: {', /:1:1\d: /],
  ['network: {subnets: ["10.2"]}', /:1:21: .*network.subnets\[0\]: needs a range/],
  ['- 1', /:1:1: .*needs a mapping/],
])('tells the place of what is wrong in the configuration: %j', async (text, words) => {
  configure(text);
  await expect(wish()).rejects.toThrow(words);
});

it('flags that no pod would follow are refused', async () => {
  const one = pod({ name: 'a', engine: { networks: [{ key: 'front' }] } });
  const asked = onNetwork([one], { ...plain, mtu: 1400 }, { XDG_CONFIG_HOME: folder });
  await expect(asked).rejects.toThrow('the file has its own (front)');
});

it('an `up` that is started by another one gets the same flags', () => {
  const options = { ...plain, ipv6: true, subnet: ['10.2.0.0/24', 'fd00::/64'], mtu: 1400 };
  expect(networkFlags(options).join(' ')).toBe('--ipv6 --subnet 10.2.0.0/24 --subnet fd00::/64 --mtu 1400');
});
