import { expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';

const pod = (name: string, network?: string): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    `  name: ${name}`,
    ...(network === undefined
      ? []
      : [
          '  annotations:',
          '    outrider.dev/network: |',
          ...network.split('\n').map((line) => `      ${line}`),
        ]),
    'spec:',
    '  containers:',
    '  - {name: app, image: a}',
  ].join('\n');

const service = (more: string): string =>
  ['apiVersion: v1', 'kind: Service', 'metadata: {name: s}', `spec: {ports: [{port: 80}], ${more}}`].join(
    '\n',
  );

function read(...documents: readonly string[]) {
  const { pods, diagnostics } = readManifests([{ file: 'f.yaml', text: documents.join('\n---\n') }]);
  return {
    wishes: pods.map(({ network }) => network.project),
    errors: diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ line, message }) => `${line}: ${message}`),
  };
}

const at = "metadata.annotations['outrider.dev/network']";

it('what one pod says of the network of the project holds for all', () => {
  const wish = { subnets: ['10.9.0.0/24'], mtu: 1400 };
  expect(read(pod('a'), pod('b', 'subnets: [10.9.0.0/24]\nmtu: 1400')).wishes).toEqual([wish, wish]);
});

it('a file that says nothing of it wants nothing', () => {
  expect(read(pod('a')).wishes).toEqual([undefined]);
});

it.each([
  ['ipFamilies: [IPv4, IPv6]', { ipv6: true }],
  ['ipFamilyPolicy: RequireDualStack', { ipv6: true }],
  ['ipFamilyPolicy: PreferDualStack', undefined],
  ['ipFamilies: [IPv4]', undefined],
])('a Service with %s', (more, wish) => {
  expect(read(pod('a'), service(more)).wishes).toEqual([wish]);
});

it.each([
  ['subnets: [10.9.0.0]', `${at}.subnets[0]: needs a range such as 10.123.0.0/24, found 10.9.0.0`],
  ['subnets: [10.9.0.0/24, 10.8.0.0/24]', `${at}.subnets: has two ranges of IPv4`],
  ['ipv6: false\nsubnets: ["fd00:9::/64"]', `${at}.ipv6: is false, and subnets has a range of IPv6`],
  [
    'name: lan\nmtu: 1400',
    `${at}.name: names a network that is there already: it has its ranges and its MTU`,
  ],
  ['10.9.0.0/24', `${at}: needs a mapping in YAML`],
])('refuses %j', (network, message) => {
  expect(read(pod('a', network)).errors).toEqual([expect.stringContaining(message)]);
});

it('refuses an MTU that no interface has', () => {
  expect(read(pod('a', 'mtu: 9')).errors).toHaveLength(1);
});

it('two pods that want different networks are told apart, at the later one', () => {
  const { errors } = read(pod('a', 'mtu: 1400'), pod('b', 'mtu: 1300'));
  expect(errors).toEqual([
    expect.stringMatching(/^1[3-9]: .*wants another mtu than pod a, and a project has one network$/),
  ]);
});
