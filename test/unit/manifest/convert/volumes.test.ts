import { Buffer } from 'node:buffer';
import { expect, it } from '@jest/globals';
import type { Volume } from '../../../../src/pod/model.ts';
import { pod, podOf } from '../read-text.ts';

const objects = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: cfg}
data: {a: alpha, b: beta}
binaryData: {c: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: sec}
data: {t: aHVudGVyMg==, raw: /w==}
`;

const volume = (source: string): Volume =>
  podOf(
    pod({ meta: '  labels: {x: "1", app: "a b"}\n', spec: `  volumes: [{name: v${source}}]\n` }) + objects,
  ).volumes[0]!;

/** `path content mode`, the content as text or, where it is none, in hex. */
function files(found: Volume): readonly string[] {
  if (found.type !== 'files') throw new Error(`a volume of type ${found.type} has no files`);
  return found.files.map(({ path, content, mode }) => {
    const bytes = Buffer.from(content, 'base64');
    const text = bytes.toString('utf8');
    const shown =
      Buffer.from(text).equals(bytes) && !/[\0-\b]/.test(text) ? text : `0x${bytes.toString('hex')}`;
    return `${path} ${shown} ${mode.toString(8)}`;
  });
}

it.each([
  ['', { name: 'v', type: 'emptyDir', medium: 'disk' }],
  [', emptyDir: {}', { name: 'v', type: 'emptyDir', medium: 'disk' }],
  [
    ', emptyDir: {medium: "", sizeLimit: 1k}',
    { name: 'v', type: 'emptyDir', medium: 'disk', sizeLimitBytes: 1000 },
  ],
  [
    ', emptyDir: {medium: Memory, sizeLimit: 64Mi}',
    { name: 'v', type: 'emptyDir', medium: 'memory', sizeLimitBytes: 67_108_864 },
  ],
  [', ephemeral: {volumeClaimTemplate: {}}', { name: 'v', type: 'emptyDir', medium: 'disk' }],
  [
    ', image: {reference: "tools:1"}',
    { name: 'v', type: 'image', reference: 'tools:1', imagePullPolicy: 'IfNotPresent' },
  ],
  [', nfs: {server: s}', { name: 'v', type: 'emptyDir', medium: 'disk' }],
  [', hostPath: {path: /x}', { name: 'v', type: 'hostPath', path: '/x', create: true }],
  [
    ', hostPath: {path: /x, type: DirectoryOrCreate}',
    { name: 'v', type: 'hostPath', path: '/x', create: true },
  ],
  [', hostPath: {path: /x, type: File}', { name: 'v', type: 'hostPath', path: '/x', create: false }],
  [
    ', persistentVolumeClaim: {claimName: c, readOnly: true}',
    { name: 'v', type: 'persistent', claimName: 'c', readOnly: true },
  ],
])('a volume {name: v%s}', (source, expected) => {
  expect(volume(source)).toEqual(expected);
});

it('a configMap has a file a key, of text or of bytes', () => {
  const found = volume(', configMap: {name: cfg}');
  expect(found).toMatchObject({ type: 'files', medium: 'disk', secret: false });
  expect(files(found)).toEqual(['a alpha 644', 'b beta 644', 'c 0x000102 644']);
});

it('items pick keys, name paths and set modes', () => {
  const source =
    ', configMap: {name: cfg, defaultMode: 0400, items: [{key: b, path: d/b.txt}, {key: a, path: a, mode: 0755}]}';
  expect(files(volume(source))).toEqual(['d/b.txt beta 400', 'a alpha 755']);
});

it('a secret stays in memory, whatever bytes it has', () => {
  const found = volume(', secret: {secretName: sec, defaultMode: 256}');
  expect(found).toMatchObject({ medium: 'memory', secret: true });
  expect(files(found)).toEqual(['t hunter2 400', 'raw 0xff 400']);
});

it('what is optional and not there is an empty volume', () => {
  expect(files(volume(', secret: {secretName: none, optional: true}'))).toEqual([]);
  expect(
    files(
      volume(', configMap: {name: cfg, optional: true, items: [{key: none, path: x}, {key: a, path: a}]}'),
    ),
  ).toEqual(['a alpha 644']);
});

it('a downwardAPI shows labels as the kubelet writes them', () => {
  const items =
    '{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: n/name, mode: 0600, fieldRef: {fieldPath: metadata.name}}, {path: cpu, resourceFieldRef: {containerName: app, resource: limits.cpu}}';
  expect(files(volume(`, downwardAPI: {items: [${items}]}`))).toEqual([
    'labels app="a b"\nx="1" 644',
    'n/name p 600',
    'cpu 1 644',
  ]);
});

it('a projected volume is one folder; with a secret in it all of it stays in memory', () => {
  const sources =
    '{configMap: {name: cfg, items: [{key: a, path: x}]}}, {secret: {name: sec, items: [{key: t, path: x}]}}, {downwardAPI: {items: [{path: nn, fieldRef: {fieldPath: metadata.name}}]}}';
  const found = volume(`, projected: {defaultMode: 0440, sources: [${sources}]}`);
  expect(found).toMatchObject({ medium: 'memory', secret: true });
  expect(files(found)).toEqual(['x hunter2 440', 'nn p 440']);
  expect(volume(', projected: {sources: [{configMap: {name: cfg}}]}')).toMatchObject({
    medium: 'disk',
    secret: false,
  });
});
