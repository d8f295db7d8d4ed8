import { expect, it } from '@jest/globals';
import { withoutSecrets } from '../../../src/manifest/without-secrets.ts';

const strip = (text: string) => withoutSecrets({ file: 'pod.yaml', text });

it('a text without a Secret stays as it is, comments and all', () => {
  const text = '# first\napiVersion: v1\nkind: Pod # here\nmetadata: {name: web}\n';
  expect(strip(text)).toEqual({ is: 'stripped', text, secrets: [] });
});

it('Secrets are left out of a stream of documents and of a List, and the rest stays', () => {
  const stripped = strip(`apiVersion: v1
kind: Secret
metadata: {name: token}
stringData: {key: s3cr3t}
---
# the pod
apiVersion: v1
kind: Pod
metadata: {name: web}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: other}, data: {key: czNjcjN0}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: files}}
`);
  const { text, secrets } = stripped as Extract<typeof stripped, { is: 'stripped' }>;
  expect(secrets).toEqual(['token', 'other']);
  expect(text).not.toMatch(/s3cr3t|czNjcjN0/);
  expect(text).toContain('# the pod');
  expect(text.match(/^kind: \w+|kind: ConfigMap/gm)).toEqual(['kind: Pod', 'kind: List', 'kind: ConfigMap']);
});

it('a Compose file names other files, so it is told apart', () => {
  expect(strip('services: {web: {image: a}}')).toEqual({ is: 'compose' });
});
