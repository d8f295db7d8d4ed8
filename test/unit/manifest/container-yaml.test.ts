import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { containerYaml } from '../../../src/manifest/container-yaml.ts';
import { container, pod } from '../docker/pods.ts';

const web = pod({ containers: [container({ name: 'app', args: [`a${' long'.repeat(40)}`] })] });

it('a container is printed as it was resolved, and no value is folded', () => {
  const text = containerYaml(web, 'app')!;
  expect(parse(text)).toEqual(JSON.parse(JSON.stringify(web.containers[0])));
  expect(text).toContain(`- a${' long'.repeat(40)}\n`);
});

it('a name that is nobody’s has no text', () => {
  expect(containerYaml(web, 'other')).toBeUndefined();
});
