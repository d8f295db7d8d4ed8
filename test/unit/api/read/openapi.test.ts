import { expect, it } from '@jest/globals';
import { answerOpenApi } from '../../../../src/api/read/openapi.ts';
import type { ApiRequest } from '../../../../src/api/request.ts';
import { createStore } from '../../../../src/api/store/store.ts';

const store = createStore({ firstVersion: 1, now: () => '2026-01-02T03:04:05Z', uid: () => 'uid' });

async function ask(path: string, method = 'GET') {
  const request: ApiRequest = {
    ...{ method, path, query: new URLSearchParams(), headers: {} },
    signal: new AbortController().signal,
  };
  const answer = await answerOpenApi(request, store, async () => ({}));
  return answer && JSON.parse(String(answer.body));
}

it('a client learns that it may leave validation to the server, for each kind that can be patched', async () => {
  const { paths } = await ask('/openapi/v3');
  expect(paths['apis/apps/v1'].serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/);
  const { paths: core } = await ask('/openapi/v3/api/v1');
  const pod = core['/api/v1/namespaces/{namespace}/pods/{name}'];
  expect(pod.patch).toMatchObject({
    parameters: expect.arrayContaining([expect.objectContaining({ name: 'fieldValidation', in: 'query' })]),
    'x-kubernetes-group-version-kind': { group: '', version: 'v1', kind: 'Pod' },
  });
});

it('what is no group that is served has no document', async () => {
  expect(await ask('/openapi/v3/apis/nope/v1')).toBeUndefined();
  expect(await ask('/openapi/v2')).toBeUndefined();
  expect(await ask('/openapi/v3', 'POST')).toBeUndefined();
});
