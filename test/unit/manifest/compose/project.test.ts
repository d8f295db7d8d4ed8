import { expect, it } from '@jest/globals';
import { composeProject } from '../../../../src/manifest/compose/project.ts';

const services = '\nservices:\n  name: x\n';

it.each([
  [`name: shop${services}`, 'shop'],
  [`name: "shop_2" # ours${services}`, 'shop_2'],
  [`${services}name: 'late'`, 'late'],
  [`# name: no${services}`, undefined],
  [services, undefined],
  [`name: \${SHOP}${services}`, undefined],
  [`name: my-\${WHO}${services}`, 'my-shop'],
  [`name: my-\${NONE:-own} # ours${services}`, 'my-own'],
  ['name: shop\nkind: Pod', undefined],
])('%j', (text, name) => {
  expect(composeProject(text, { WHO: 'shop' })).toBe(name);
});
