import { describe, expect, it } from '@jest/globals';
import { recipeNames } from '../../../../src/cli/recipes/folder.ts';
import { loadRecipe } from '../../../../src/cli/recipes/load.ts';
import { ISTIO } from '../../../../src/manifest/capture-source.ts';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import { applyRecipes } from '../../../../src/manifest/recipe/apply.ts';
import type { RecipeUse } from '../../../../src/manifest/recipe/model.ts';
import { secretDocuments, secretRequests, unmade } from '../../../../src/manifest/recipe/secrets.ts';
import { captureDefaults } from '../../../../src/pod/capture-defaults.ts';
import { recipeOf, recipeText, useOf } from './recipes.ts';

const manifest = (annotations: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
${annotations}spec:
  containers: [{name: app, image: "app:1"}]
`;
const istio = (name: string, value: string) => `    ${name}: "${value}"\n`;
const own = (text: string) => `    outrider.dev/capture: "${text}"\n`;

/** The pod with the recipe, and what there is to say of it. */
function withRecipe(annotations: string, use: RecipeUse) {
  const { pods, diagnostics } = readManifests([{ file: 'f', text: manifest(annotations) }], {
    prepare: (documents) => {
      const secrets = secretDocuments(secretRequests(documents, [use]).map(unmade));
      const applied = applyRecipes(documents, [use]);
      return { ...applied, documents: [...applied.documents, ...secrets] };
    },
  });
  const problems = diagnostics.map((each) => formatDiagnostic(each).split('\n')[0]!);
  return { capture: pods[0]?.capture, problems };
}

const proxies = recipeNames()
  .map((name) => loadRecipe(name))
  .filter(({ capture }) => capture !== undefined);

const samples: Readonly<Record<string, string>> = {
  includeInboundPorts: '8080,9091',
  excludeInboundPorts: '9091',
  includeOutboundPorts: '8443',
  excludeOutboundPorts: '3306,6379',
  includeOutboundIPRanges: '10.0.0.0/8',
  excludeOutboundIPRanges: '10.9.0.0/16,fd00::/8',
  excludeInterfaces: 'eth1',
  mode: 'NONE',
};

describe.each(proxies.map((recipe) => [recipe.name, recipe] as const))('recipe %s', (_, recipe) => {
  it.each(Object.entries(ISTIO))('keeps Istio’s annotation %s', (name, option) => {
    const { capture } = withRecipe(istio(name, samples[option]!), useOf(recipe));
    if (option === 'mode') return expect(capture!.mode).toBe('NONE');
    const expected = option === 'excludeInboundPorts' ? captureDefaults.excludeInboundPorts : [];
    expect([...(capture![option] as readonly string[])].sort()).toEqual(
      [...samples[option]!.split(','), ...expected].sort(),
    );
  });
});

describe('exceptions of a recipe and of the pod hold together', () => {
  const haproxy = useOf(loadRecipe('haproxy'), { passOutboundPorts: '5432' });

  it.each([
    ['of the pod’s own annotation', own('excludeOutboundPorts: [3306]'), ['3306', '5432']],
    ['that are one text there', own("excludeOutboundPorts: '3306, 5432'"), ['3306', '5432']],
    [
      'of Istio’s annotation',
      istio('traffic.sidecar.istio.io/excludeOutboundPorts', '3306,6379'),
      ['3306', '6379', '5432'],
    ],
    ['of neither', '    a: b\n', ['5432']],
  ])('%s', (_, annotations, ports) => {
    const { capture, problems } = withRecipe(annotations, haproxy);
    expect(capture?.excludeOutboundPorts).toEqual(ports);
    expect(problems).toEqual([]);
  });
});

describe('what a recipe says otherwise than the pod', () => {
  const mitmproxy = useOf(loadRecipe('mitmproxy'));

  it('counts less, and is told with both places', () => {
    const { capture, problems } = withRecipe(
      istio('traffic.sidecar.istio.io/includeInboundPorts', '8080'),
      mitmproxy,
    );
    expect(capture?.includeInboundPorts).toEqual(['8080']);
    expect(problems).toEqual([
      'f:6:51: warning: includeInboundPorts is 8080 here and empty in recipe mitmproxy (capture.includeInboundPorts); what stands here counts',
    ]);
  });

  it('names the parameter that it comes from', () => {
    const more =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter is the recipe’s
      'parameters: {port: {type: port, default: 15001, description: d}}\ncapture: {proxy: x, outboundPort: "${port}"}\n';
    const use = useOf(recipeOf(recipeText('x', more)), { port: '16001' });
    const { capture, problems } = withRecipe(own('outboundPort: 15011'), use);
    expect(capture?.outboundPort).toBe(15011);
    expect(problems[0]).toContain(
      'outboundPort is 15011 here and 16001 in recipe x (capture.outboundPort, from port)',
    );
  });

  it('is nothing to tell where both say the same', () => {
    expect(withRecipe(own('includeInboundPorts: []'), mitmproxy).problems).toEqual([]);
  });
});
