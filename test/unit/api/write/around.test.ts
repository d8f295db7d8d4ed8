import { expect, it } from '@jest/globals';
import { dataAround } from '../../../../src/api/write/around.ts';
import { store } from '../objects/support.ts';

it('two kinds of the same name, of two groups, both stand beside the pods', () => {
  const gateway = (apiVersion: string) => ({ apiVersion, kind: 'Gateway', metadata: { name: 'front' } });
  const documents = ['networking.istio.io/v1', 'gateway.networking.k8s.io/v1'].map(gateway);
  expect(dataAround([{ pods: [], documents }], store(), 'default')).toEqual(documents);
});
