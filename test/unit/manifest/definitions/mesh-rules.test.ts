import { describe, expect, it } from '@jest/globals';
import { checkMeshRule } from '../../../../src/cli/mesh-definitions.ts';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import { fullProblemsOf, pod } from '../read-text.ts';

/** What reading says of a rule beside a pod, a line a problem, where a mesh is asked for. */
function problemsOf(rule: string): readonly string[] {
  const files = [
    { file: 'rule', text: rule },
    { file: 'pod', text: pod() },
  ];
  const { diagnostics } = readManifests(files, {
    prepare: (documents) => ({ documents, diagnostics: [], checkOther: checkMeshRule }),
  });
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!);
}

function virtualService(spec: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web}\nspec: ${spec}\n`;
}

describe('a rule for a mesh', () => {
  it('is taken without a word when it is right', () => {
    const route = '{destination: {host: web, subset: v1, port: {number: 80}}, weight: 90}';
    expect(problemsOf(virtualService(`{hosts: [web], http: [{route: [${route}], timeout: 1s}]}`))).toEqual(
      [],
    );
  });

  it.each([
    ['{hosts: web}', 'rule:4:15: error: spec.hosts: needs a list, found the text "web"'],
    ['{host: [web]}', 'rule:4:8: error: spec.host: unknown field; did you mean hosts?'],
    [
      '{http: [{route: [{destination: {host: web}, weight: "x"}]}]}',
      'rule:4:59: error: spec.http[0].route[0].weight: needs a whole number, found the text "x"',
    ],
    ['{http: [{route: [{weight: 1}]}]}', 'rule:4:24: error: spec.http[0].route[0]: destination is missing'],
    [
      '{http: [{match: [{uri: {exact: /a, prefix: /b}}]}]}',
      'rule:4:25: error: spec.http[0].match[0].uri: takes only one of exact, prefix, regex',
    ],
    [
      '{http: [{fault: {abort: {httpStatus: 500, percentage: {value: much}}}}]}',
      'rule:4:69: error: spec.http[0].fault.abort.percentage.value: needs a number, found the text "much"',
    ],
    [
      '{http: [{timeout: 5 apples, route: [{destination: {host: web}}]}]}',
      'rule:4:25: error: spec.http[0].timeout: must be a valid duration greater than 1ms',
    ],
    [
      '{http: [{retries: {perTryTimeout: 1us}}]}',
      'rule:4:41: error: spec.http[0].retries.perTryTimeout: must be a valid duration greater than 1ms',
    ],
  ])('with the spec %s is told at its place', (spec, problem) => {
    expect(problemsOf(virtualService(spec))).toEqual([problem]);
  });

  it('with a word that is none of those allowed is told with the nearest one', () => {
    const rule =
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: x}\nspec: {mtls: {mode: STRIKT}}\n';
    expect(problemsOf(rule)).toEqual([
      'rule:4:21: error: spec.mtls.mode: needs one of UNSET, DISABLE, PERMISSIVE, STRICT, found "STRIKT"; did you mean STRICT?',
    ]);
  });

  it.each([
    [
      'networking.istio.io/v1',
      'VirtualServce',
      'networking.istio.io has no kind VirtualServce; did you mean VirtualService?',
    ],
    [
      'networking.istio.io/v2',
      'VirtualService',
      'apiVersion: VirtualService is of networking.istio.io/v1 or networking.istio.io/v1alpha3 or networking.istio.io/v1beta1, found networking.istio.io/v2',
    ],
  ])('of %s %s is told to be no kind', (apiVersion, kind, message) => {
    const [problem] = problemsOf(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`);
    expect(problem).toContain(message);
  });

  it('without a name is told', () => {
    expect(problemsOf('apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {}\n')).toEqual([
      'rule:3:1: error: metadata: name is missing',
    ]);
  });

  it('has the sizes that its kind allows', () => {
    const rule = (port: number, path: string) =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: x}\nspec: {rules: [{matches: [{path: {value: ${path}}}], backendRefs: [{name: a, port: ${port}}]}]}\n`;
    expect(problemsOf(rule(80, '/a'))).toEqual([]);
    expect(problemsOf(rule(70_000, `/${'a'.repeat(1025)}`))).toEqual([
      expect.stringContaining('needs 1024 or less characters'),
      expect.stringContaining('needs 65535 or less, found 70000'),
    ]);
  });

  it('is left out where no mesh is asked for, and the message names what asks for one', () => {
    expect(fullProblemsOf(`${virtualService('{anything: 1}')}---\n${pod()}`)).toBe(
      'f:2:7: warning: left out: VirtualService is a rule for a mesh, and no mesh is asked for\n  `--with istio` runs Istio beside the pods',
    );
  });
});
