import { describe, expect, it } from '@jest/globals';
import { routeProblems } from '../../../../src/manifest/definitions/routes.ts';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { parseDocuments } from '../../../../src/manifest/documents.ts';

const web =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n---\n';
const entry =
  'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: out}\nspec: {hosts: [api.example.com, "*.example.org"]}\n---\n';

/** What is wrong with the destinations of one route, in a file of their own. */
function problemsOf(...destinations: readonly string[]): readonly string[] {
  const rule = `kind: VirtualService\nmetadata: {name: r, namespace: shop}\nspec:\n  http:\n    - route:\n${destinations.map((one) => `      - ${one}\n`).join('')}`;
  const files = [
    { file: 'others', text: web + entry },
    { file: 'rule', text: rule },
  ];
  const documents = files.flatMap((file) => parseDocuments(file).documents);
  return routeProblems(documents).map((one) => formatDiagnostic(one).split('\n')[0]!);
}

describe('a destination', () => {
  it.each(['web', 'web.shop.svc.cluster.local', 'api.example.com', 'www.example.org'])(
    'that a Service or a ServiceEntry serves is one: %s',
    (host) => {
      expect(problemsOf(`destination: {host: ${host}}`)).toEqual([]);
    },
  );

  it.each(['nowhere', 'web.other.svc.cluster.local', 'example.org'])(
    'that nothing serves is told: %s',
    (host) => {
      expect(problemsOf(`destination: {host: ${host}}`)).toEqual([
        `rule:6:29: error: spec.http[0].route[0].destination.host: nothing serves ${host}`,
      ]);
    },
  );
});

describe('the weights of a route', () => {
  it('are relative, and one destination needs none', () => {
    expect(problemsOf('destination: {host: web}')).toEqual([]);
    expect(
      problemsOf('{destination: {host: web}, weight: 1}', '{destination: {host: web}, weight: 3}'),
    ).toEqual([]);
  });

  it('below 0, or 0 in all, are told', () => {
    expect(
      problemsOf('{destination: {host: web}, weight: -1}', '{destination: {host: web}, weight: 3}'),
    ).toEqual(['rule:6:44: error: spec.http[0].route[0].weight: needs 0 or more, found -1']);
    expect(problemsOf('destination: {host: web}', 'destination: {host: web}')).toEqual([
      'rule:5:7: error: spec.http[0].route: the weights of its destinations are 0 in all, so none gets a request',
    ]);
  });
});
