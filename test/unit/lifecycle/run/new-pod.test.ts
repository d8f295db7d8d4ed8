import { describe, expect, it } from '@jest/globals';
import {
  filesChanged,
  keptEnvironments,
  whyImmutable,
  whyNewPod,
} from '../../../../src/lifecycle/run/new-pod.ts';
import { specHash } from '../../../../src/lifecycle/state/hash.ts';
import { toLegacy } from '../../../../src/lifecycle/state/legacy.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { Pod } from '../../../../src/pod/model.ts';

/** `from` becomes `to` in the text of a pod. */
function changed(from = '', to = ''): Pod {
  const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {outrider.dev/capture: "proxy: proxy"}}
spec:
  initContainers:
    - {name: init, image: "i:1"}
    - {name: proxy, image: "i:1", restartPolicy: Always, volumeMounts: [{name: files, mountPath: /f}]}
  containers:
    - {name: app, image: "i:1", env: [{name: A, value: a}], ports: [{containerPort: 80, hostPort: 8080}]}
  volumes:
    - {name: files, configMap: {name: files}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: files}
data: {f: content}
`;
  expect(manifest).toContain(from);
  const { pods, diagnostics } = readManifests([{ file: 'f', text: manifest.replace(from, to) }]);
  expect(diagnostics).toEqual([]);
  return pods[0]!;
}

const extra = '    - {name: more, image: "i:1"}\n';

describe('a pod is made anew when', () => {
  it.each([
    ['  containers:\n', `  containers:\n${extra}`, 'container more was added'],
    ['    - {name: init, image: "i:1"}\n', '', 'container init was removed'],
    ['configMap: {name: files}', 'emptyDir: {}', 'its volumes changed'],
    ['"proxy: proxy"', '"{proxy: proxy, excludeOutboundPorts: [5432]}"', 'its capture options changed'],
    ['hostPort: 8080', 'hostPort: 8081', 'its published ports changed'],
    ['spec:\n', 'spec:\n  hostname: other\n', 'its network changed'],
    [
      '"proxy: proxy"',
      '"proxy: proxy", outrider.dev/engine: "{shmBytes: 70000000}"',
      'its networks or its namespaces changed',
    ],
    ['spec:\n', 'spec:\n  securityContext: {runAsUser: 7}\n', 'its securityContext changed'],
  ])('%j becomes %j', (from, to, why) => {
    expect(whyNewPod(changed(), changed(from, to))).toBe(why);
  });

  it('its order becomes that of before native sidecars', () => {
    const why = 'the order or the roles of its containers changed';
    expect(whyNewPod(changed(), toLegacy(changed()))).toBe(why);
  });
});

describe('containers alone are replaced when', () => {
  it.each([
    ['nothing changed', '', ''],
    ['the files in its volumes changed', 'data: {f: content}', 'data: {f: other, g: more}'],
    ['an image changed', 'name: app, image: "i:1"', 'name: app, image: "i:2"'],
    ['a variable changed', 'value: a', 'value: b'],
    ['a port got a name', 'containerPort: 80, ', 'containerPort: 80, name: http, '],
    ['a port is declared that is not published', 'hostPort: 8080}', 'hostPort: 8080}, {containerPort: 81}'],
    ['what concerns the end alone changed', 'spec:\n', 'spec:\n  terminationGracePeriodSeconds: 5\n'],
  ])('%s', (_, from, to) => {
    expect(whyNewPod(changed(), changed(from, to))).toBeUndefined();
  });
});

describe('data of a ConfigMap that changes', () => {
  const env = 'valueFrom: {configMapKeyRef: {name: files, key: f}}';
  const told = (data: string, more = ''): Pod => {
    const { pods } = readManifests([{ file: 'f', text: `${text(env, data)}${more}` }]);
    return pods[0]!;
  };
  const text = (source: string, data: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: app, image: "i:1", env: [{name: A, ${source}}, {name: B, value: "$(A)!"}], volumeMounts: [{name: v, mountPath: /v}]}
  volumes: [{name: v, configMap: {name: files}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: files}
data: {f: ${data}}
`;

  it('changes files, and replaces no container for a variable that comes from it', () => {
    const [before, after] = [told('one'), told('two')];
    expect(whyNewPod(before, after)).toBeUndefined();
    expect(filesChanged(before, after)).toBe(true);
    expect(specHash(after.containers[0]!)).toBe(specHash(before.containers[0]!));
    expect(keptEnvironments(before, after)).toEqual(['app']);
  });

  it('and of a label changes the files that show it, and replaces no container', () => {
    const shown = (tier: string): Pod => {
      const files = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {tier: ${tier}}, annotations: {build: ${tier}}}
spec:
  containers:
    - name: app
      image: "i:1"
      env:
        - {name: TIER, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
        - {name: BUILD, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['build']"}}}
      volumeMounts: [{name: info, mountPath: /info}]
  volumes:
    - name: info
      downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
`;
      return readManifests([{ file: 'f', text: files }]).pods[0]!;
    };
    const [before, after] = [shown('one'), shown('two')];
    expect(whyNewPod(before, after)).toBeUndefined();
    expect(filesChanged(before, after)).toBe(true);
    expect(specHash(after.containers[0]!)).toBe(specHash(before.containers[0]!));
    expect(keptEnvironments(before, after)).toEqual(['app']);
  });

  it('is refused when the ConfigMap is immutable, and only then', () => {
    const immutable = 'immutable: true\n';
    expect(whyImmutable(told('one', immutable), told('two', immutable))).toMatch(
      /^ConfigMap files is immutable, and its data changed: give it another name, or `outrider down web` first$/,
    );
    expect(whyImmutable(told('one', immutable), told('one', immutable))).toBeUndefined();
    expect(whyImmutable(told('one'), told('two', immutable))).toBeUndefined();
  });
});
