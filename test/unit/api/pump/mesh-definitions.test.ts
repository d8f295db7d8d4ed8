import { expect, it } from '@jest/globals';
import { createPump } from '../../../../src/api/pump/pump.ts';
import { meshDefinitions } from '../../../../src/cli/mesh-definitions.ts';
import { objectsOf } from '../../../../src/control/run-objects.ts';
import { podsOf } from '../../manifest/read-text.ts';
import { node, store } from '../objects/support.ts';

const pod = 'kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1"}]}\n';
const rule =
  'kind: VirtualService\napiVersion: networking.istio.io/v1\nmetadata: {name: web}\nspec: {hosts: [web]}\n';

function pumped() {
  const kept = store();
  const pump = createPump({ store: kept, node, namespaceAProject: false, meshDefinitions });
  const tell = (text: string): void => pump.objects({ project: 'shop', pid: 7 }, objectsOf(podsOf(text)));
  const names = (resource: string) => kept.list(resource).objects.map(({ metadata }) => metadata.name);
  return { tell, names, kept };
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

it('the kinds of a mesh are served while a run has a rule for one', () => {
  const { tell, names } = pumped();
  tell(pod);
  expect(names(definitions)).toEqual([]);
  tell(`${pod}---\n${rule}`);
  expect(names(definitions)).toContain('virtualservices.networking.istio.io');
  expect(names(definitions)).toContain('httproutes.gateway.networking.k8s.io');
  expect(names('virtualservices.networking.istio.io')).toEqual(['web']);
  tell(pod);
  expect(names(definitions)).toEqual([]);
});

it('a rule that changes in the file changes in the API, and what did not change keeps its version', () => {
  const { tell, kept } = pumped();
  tell(`${pod}---\n${rule}`);
  const before = kept.version();
  tell(`${pod}---\n${rule}`);
  expect(kept.version()).toBe(before);
  tell(`${pod}---\n${rule.replace('[web]', '[web, shop]')}`);
  const changed = kept.get('virtualservices.networking.istio.io', 'default', 'web');
  expect(changed?.['spec']).toEqual({ hosts: ['web', 'shop'] });
});
