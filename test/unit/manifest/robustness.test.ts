import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { readManifests } from '../../../src/manifest/read.ts';

const everything = `
apiVersion: v1
kind: Pod
metadata:
  name: p
  labels: {app: p}
  annotations: {outrider.dev/capture: "{proxy: s, includeInboundPorts: [80]}", sidecar.istio.io/interceptionMode: REDIRECT}
spec:
  terminationGracePeriodSeconds: 5
  securityContext: {runAsUser: 5, sysctls: [{name: a, value: b}]}
  hostAliases: [{ip: 10.0.0.1, hostnames: [h]}]
  dnsConfig: {nameservers: [9.9.9.9], options: [{name: ndots, value: "2"}]}
  os: {name: linux}
  initContainers:
    - name: s
      image: i
      restartPolicy: Always
      startupProbe: {httpGet: {port: web, httpHeaders: [{name: A, value: b}]}}
      ports: [{name: web, containerPort: 80, hostPort: 8080}]
      lifecycle: {preStop: {sleep: {seconds: 1}}, stopSignal: SIGTERM}
  containers:
    - name: a
      image: i
      command: [sh]
      args: ["$(A)"]
      env:
        - {name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}
        - {name: B, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
        - {name: C, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
      envFrom: [{configMapRef: {name: c}, prefix: P_}]
      resources: {limits: {cpu: 1, memory: 64Mi}, requests: {cpu: 1m}}
      restartPolicy: Never
      restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]
      volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(A)}]
      livenessProbe: {exec: {command: [a]}, periodSeconds: 3}
      securityContext: {capabilities: {add: [NET_ADMIN]}, runAsNonRoot: true}
  volumes:
    - name: v
      projected:
        sources:
          - {configMap: {name: c, items: [{key: k, path: k, mode: 0400}]}}
          - {downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {k: v}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {selector: {app: p}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: w}
spec:
  replicas: 2
  selector: {matchLabels: {app: w}}
  ordinals: {start: 1}
  volumeClaimTemplates: [{metadata: {name: d}}]
  template: {metadata: {labels: {app: w}}, spec: {containers: [{name: a, image: i}]}}
`;

const examples = join(process.cwd(), 'examples');
const texts = [
  everything,
  ...readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(examples, name), 'utf8'))
    // The rules of a mesh have no pods of their own.
    .filter((text) => !text.includes('networking.istio.io/') && !text.includes('security.istio.io/')),
];
const bases = texts.map((text) =>
  [...parseAllDocuments(text, { merge: true })].map((document) => document.toJS()),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  const inner = [...keys].flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key]));
  return [path, ...inner];
}

/** The value with what stands at the path replaced, or taken out when the new one is undefined. */
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const inner = replaced(copy[key], rest, by);
  if (inner === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = inner ?? null;
  return copy;
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'x',
    'Always',
    '$(A)',
    '*',
    0,
    -1,
    1.5,
    1e21,
    true,
    [],
    {},
    [null],
    [[]],
    { x: 1 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

it('what reads well is read without an error before anything is done to it', () => {
  for (const text of texts) {
    const { diagnostics } = readManifests([{ file: 'f', text }]);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});

it('whatever is done to a manifest, reading it never throws, and every place is in the file', () => {
  fc.assert(
    fc.property(
      fc.nat(bases.length - 1),
      fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 4 }),
      (base, changes) => {
        let documents: unknown = bases[base];
        for (const [at, by] of changes) {
          const paths = pathsOf(documents).filter((path) => path.length > 1);
          if (paths.length > 0) documents = replaced(documents, paths[at % paths.length]!, by);
        }
        const text = (documents as unknown[])
          .map((document) => JSON.stringify(document, null, 1))
          .join('\n---\n');
        const lines = text.split('\n');
        for (const { line, column } of readManifests([{ file: 'f', text }]).diagnostics) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'a:-\n {}[]"\'&*!|>#?%@`,\t'.split('')), maxLength: 40 }),
      (text) => {
        readManifests([{ file: 'f', text }]);
      },
    ),
    { numRuns: 300 },
  );
});
