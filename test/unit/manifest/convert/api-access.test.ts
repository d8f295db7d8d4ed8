import { expect, it } from '@jest/globals';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { Pod } from '../../../../src/pod/model.ts';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';

function read(
  metadata: object,
  spec: object,
  api = false,
): { readonly pod: Pod | undefined; readonly words: string[] } {
  const app = { name: 'app', image: 'app:1', args: ['$(KUBERNETES_SERVICE_HOST)'] };
  const document = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', ...metadata },
    spec: { containers: [app], ...spec },
  };
  const { pods, diagnostics } = readManifests([{ file: 'f', text: JSON.stringify(document) }], { api });
  return { pod: pods[0], words: diagnostics.map(({ message }) => message) };
}

const asks = (value: string) => ({ annotations: { 'outrider.dev/api': value } });

it('a pod that asks for the API has the volume that a cluster adds, in every container', () => {
  const init = { name: 'init', image: 'app:1' };
  const { pod } = read(asks('true'), { serviceAccountName: 'reader', initContainers: [init] });
  expect(pod?.api).toBe(true);
  const [volume] = pod!.volumes;
  expect(volume).toMatchObject({ name: 'kube-api-access', type: 'files', medium: 'memory', secret: true });
  expect((volume as { files?: unknown } | undefined)?.files).toMatchObject([
    { path: 'token', issued: { is: 'token', account: 'reader', expirationSeconds: 3607 } },
    { path: 'ca.crt', issued: { is: 'authority' } },
    { path: 'namespace', content: Buffer.from('default').toString('base64') },
  ]);
  for (const { volumeMounts } of [...pod!.containers, ...pod!.initContainers])
    expect(volumeMounts).toEqual([{ name: 'kube-api-access', mountPath: folder, readOnly: true }]);
  expect(pod!.containers[0]!.args).toEqual(['127.255.0.1']);
});

it('a container that mounts something of its own there keeps it', () => {
  const mount = { name: 'own', mountPath: folder };
  const { pod } = read(asks('true'), {
    containers: [{ name: 'app', image: 'app:1', volumeMounts: [mount] }],
    volumes: [{ name: 'own', emptyDir: {} }],
  });
  expect(pod?.containers[0]?.volumeMounts).toEqual([{ ...mount, readOnly: false }]);
});

it('automountServiceAccountToken asks for the API where the project serves it, unless the annotation says no', () => {
  const mounts = { automountServiceAccountToken: true };
  expect(read({}, mounts, true).pod?.api).toBe(true);
  expect(read({}, mounts, false).pod).not.toHaveProperty('api');
  expect(read({}, {}, true).pod).not.toHaveProperty('api');
  expect(read(asks('false'), mounts, true).pod).not.toHaveProperty('api');
});

it('a pod that does not ask has nothing of the API', () => {
  const { pod } = read({}, {});
  expect(pod?.volumes).toEqual([]);
  expect(pod?.containers[0]?.volumeMounts).toEqual([]);
  expect(pod?.containers[0]?.args).toEqual(['$(KUBERNETES_SERVICE_HOST)']);
});

it('what the annotation says is true or false', () => {
  expect(read(asks('yes'), {}).words).toEqual([expect.stringContaining('needs "true" or "false"')]);
});

it('a projected token has its audience and lifetime, and lies in memory', () => {
  const token = { path: 'istio-token', audience: 'istio-ca', expirationSeconds: 43_200 };
  const volume = { name: 'token', projected: { sources: [{ serviceAccountToken: token }] } };
  const { pod, words } = read({}, { volumes: [volume] });
  expect(words).toEqual([]);
  expect(pod?.volumes[0]).toMatchObject({
    medium: 'memory',
    files: [
      {
        path: 'istio-token',
        issued: { audience: 'istio-ca', expirationSeconds: 43_200, account: 'default' },
      },
    ],
  });
  const short = {
    name: 'token',
    projected: { sources: [{ serviceAccountToken: { ...token, expirationSeconds: 60 } }] },
  };
  expect(read({}, { volumes: [short] }).words).toEqual([expect.stringContaining('needs 600 or more')]);
});
