import { expect, it } from '@jest/globals';
import { isNeeded } from '../../../../src/docker/objects/gateways.ts';
import { labels } from '../../../../src/docker/objects/labels.ts';

const of = (pod: string, role: string, gateways?: string) => ({
  labels: {
    [labels.pod]: pod,
    [labels.role]: role,
    ...(gateways !== undefined && { [labels.gateways]: gateways }),
  },
});
const gateway = of('shop-0', 'gateway');

it.each([
  ['its own pod is there', [of('shop-0', 'holder')], true],
  ['a container of its own pod is there', [of('shop-0', 'app')], true],
  ['another pod is there to which it leads', [of('shop-1', 'holder', 'front,shop-0')], true],
  ['a pod is there to which it does not lead', [of('db', 'holder'), of('shop-2', 'holder', 'shop')], false],
  ['nothing else is there', [], false],
])('a gateway, when %s', (_, others, expected) => {
  expect(isNeeded('shop-0', [gateway, ...others])).toBe(expected);
});
