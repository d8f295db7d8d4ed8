import { describe, expect, it } from '@jest/globals';
import { parseDocuments } from '../../../../src/manifest/documents.ts';
import { secretDocuments, secretRequests, unmade } from '../../../../src/manifest/recipe/secrets.ts';
import { inject, problemsOf, recipeOf, recipeText, useOf } from './recipes.ts';

const pods = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: app, image: 'i:1'}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {serviceAccountName: seller, containers: [{name: app, image: 'i:1'}]}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere, namespace: other}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
const requestsOf = (more: string, given = {}, beside = {}) =>
  secretRequests(parseDocuments({ file: 'f', text: pods }).documents, [
    useOf(recipeOf(recipeText('x', more), beside), given),
  ]);

describe('random values', () => {
  it('are the same wherever they are needed: in every namespace with a pod of the recipe or a companion', () => {
    const companion =
      "kind: Pod\nmetadata: {name: c, namespace: far}\nspec: {containers: [{name: c, image: 'i:1'}]}\n";
    const more = 'secrets: {token: {random: 32}}\ncompanions: [c.yaml]\n';
    expect(requestsOf(more, {}, { 'c.yaml': companion })).toEqual([
      { kind: 'random', name: 'outrider-x', namespaces: [undefined, 'shop', 'far'], bytes: { token: 32 } },
    ]);
  });

  it('are asked for only beside the pods that the recipe is added to', () => {
    const [request] = requestsOf('secrets: {token: {random: 32}}\n', { pods: 'api' });
    expect(request).toMatchObject({ namespaces: ['shop'] });
  });
});

describe('an authority of the recipe', () => {
  const companion =
    "kind: Pod\nmetadata: {name: c, namespace: far}\nspec: {containers: [{name: c, image: 'i:1'}]}\n";
  const more = 'authority: {configMap: root}\ncompanions: [c.yaml]\n';
  const requests = () => requestsOf(more, {}, { 'c.yaml': companion });

  it('has its key beside the companions only, and its certificate beside every pod', () => {
    const root = { name: 'root', namespaces: [undefined, 'shop', 'far'] };
    expect(requests()).toEqual([{ kind: 'authority', name: 'outrider-x-ca', namespaces: ['far'], root }]);
    const values = secretDocuments(requests().map(unmade)).map(({ value }) => value);
    expect(values).toMatchObject([
      { kind: 'Secret', metadata: { name: 'outrider-x-ca', namespace: 'far' } },
      ...[{}, { namespace: 'shop' }, { namespace: 'far' }].map((where) => ({
        kind: 'ConfigMap',
        metadata: { name: 'root', ...where },
        data: { 'root-cert.pem': 'made when it runs' },
      })),
    ]);
    expect(Object.keys((values[1] as { data: object }).data)).toEqual(['root-cert.pem']);
  });
});

describe('certificates', () => {
  it('are each pod’s own, good for its name and for those of the Services before it', () => {
    expect(requestsOf('certificate: {}\n')).toEqual([
      {
        kind: 'certificate',
        name: 'outrider-x-web',
        namespaces: [undefined],
        days: 90,
        identity: {
          name: 'web',
          dnsNames: ['web', 'front', 'front.default', 'front.default.svc', 'front.default.svc.cluster.local'],
          uri: 'spiffe://cluster.local/ns/default/sa/web',
        },
      },
      {
        kind: 'certificate',
        name: 'outrider-x-api',
        namespaces: ['shop'],
        days: 90,
        identity: { name: 'api', dnsNames: ['api'], uri: 'spiffe://cluster.local/ns/shop/sa/seller' },
      },
    ]);
  });

  it('are named in the pod by a placeholder, which other templates do not have', () => {
    const pod = `pod: {spec: {volumes: [{name: tls, secret: {secretName: "\${certificate}"}}]}}\n`;
    const use = useOf(recipeOf(recipeText('x', `certificate: {days: 7}\n${pod}`)));
    const volumesOf = (value: unknown) => (value as { spec: { volumes: readonly unknown[] } }).spec.volumes;
    expect(volumesOf(inject(pods, use).values[0])).toEqual([
      { name: 'tls', secret: { secretName: 'outrider-x-web' } },
    ]);
    expect(problemsOf(recipeText('x', pod))).toEqual([expect.stringContaining('is no parameter of it')]);
    const file = 'certificate: {}\nfiles: {f: f}\n';
    expect(problemsOf(recipeText('x', file), { f: `\${certificate}` })).toHaveLength(1);
  });
});

it('a word stands for each as long as nothing is to run', () => {
  const made = requestsOf('secrets: {token: {random: 32}}\ncertificate: {}\n').map(unmade);
  expect(made.map(({ data }) => Object.keys(data))).toEqual([
    ['token'],
    ['tls.crt', 'tls.key', 'ca.crt'],
    ['tls.crt', 'tls.key', 'ca.crt'],
  ]);
  expect(new Set(made.flatMap(({ data }) => Object.values(data)))).toEqual(new Set(['made when it runs']));
});

it('Secrets are documents of a cluster’s own types', () => {
  const made = secretDocuments([
    {
      request: { kind: 'random', name: 'a', namespaces: [undefined, 'n'], bytes: { k: 16 } },
      data: { k: 'v' },
    },
    { request: requestsOf('certificate: {}\n')[1]!, data: { 'tls.key': 'PEM\nlines\n' } },
  ]);
  const secret = (metadata: object, type: string, stringData: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type,
    stringData,
  });
  expect(made.map(({ value }) => value)).toEqual([
    secret({ name: 'a' }, 'Opaque', { k: 'v' }),
    secret({ name: 'a', namespace: 'n' }, 'Opaque', { k: 'v' }),
    secret({ name: 'outrider-x-api', namespace: 'shop' }, 'kubernetes.io/tls', { 'tls.key': 'PEM\nlines\n' }),
  ]);
});
