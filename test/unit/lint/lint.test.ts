import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { lint, rules } from '../../../src/lint/lint.ts';
import { readManifests } from '../../../src/manifest/read.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';
const capture = '  annotations: {outrider.dev/capture: "proxy: proxy"}\n';
const image = 'image: "outrider/demo:0.1"';

function codesOf(text: string): readonly string[] {
  const { pods, diagnostics } = readManifests([{ file: 'web.yaml', text }]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lint(pods).map(({ code, location }) => `${location?.line} ${code}`);
}

const app = `  containers:\n    - {name: app, ${image}}\n`;
const sidecar = (more: string): string =>
  `  initContainers:\n    - {name: proxy, ${image}, restartPolicy: Always${more}}\n`;

const cases: readonly (readonly [name: string, text: string, codes: readonly string[]])[] = [
  [
    'a readiness probe does not make the app wait',
    `${head}spec:\n${sidecar(', readinessProbe: {tcpSocket: {port: 1}}')}${app}`,
    ['7 sidecar-without-startup-probe'],
  ],
  [
    'a proxy without a startup probe loses the first connections',
    `${head}${capture}spec:\n${sidecar('')}${app}`,
    ['8 sidecar-without-startup-probe'],
  ],
  [
    'a startup probe of a sidecar that asks the app never passes',
    `${head}spec:\n${sidecar(', startupProbe: {tcpSocket: {port: 8080}}')}  containers:\n    - {name: app, ${image}, ports: [{containerPort: 8080}]}\n`,
    ['7 startup-deadlock'],
  ],
  [
    'an init container before the proxy has no network',
    `${head}${capture}spec:\n  initContainers:\n    - {name: fetch, ${image}}\n    - {name: proxy, ${image}, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}\n${app}`,
    ['8 init-before-proxy'],
  ],
  [
    'a proxy among the app containers of a Job keeps it from ending',
    `${head}spec:\n  restartPolicy: Never\n  containers:\n    - {name: app, ${image}}\n    - {name: envoy, image: "envoyproxy/envoy:v1.31"}\n`,
    ['9 proxy-among-apps'],
  ],
  [
    'a pod that has nothing but a proxy is no app with a sidecar',
    `${head}spec:\n  containers:\n    - {name: gateway, image: "envoyproxy/envoy:v1.31"}\n`,
    [],
  ],
  [
    'a shell script as the first process is deaf',
    `${head}spec:\n  containers:\n    - {name: app, ${image}, command: [sh, -c, "while true; do date; sleep 1; done"]}\n`,
    ['7 shell-as-first-process'],
  ],
  [
    'a preStop hook of a sidecar comes too early',
    `${head}spec:\n${sidecar(', lifecycle: {preStop: {exec: {command: ["drain"]}}}')}${app}`,
    ['7 sidecar-pre-stop'],
  ],
  [
    'a preStop hook that sleeps for ever leaves two seconds',
    `${head}spec:\n  terminationGracePeriodSeconds: 5\n  containers:\n    - {name: app, ${image}, lifecycle: {preStop: {sleep: {seconds: 5}}}}\n`,
    ['8 sleep-eats-grace'],
  ],
];

describe('what will hurt is found at its line', () => {
  it.each(cases)('%s', (_name, text, codes) => expect(codesOf(text)).toEqual(codes));

  it('every rule has a case', () => {
    const seen = new Set(cases.flatMap(([, , codes]) => codes.map((code) => code.split(' ')[1])));
    expect([...seen].sort()).toEqual(rules.map(({ code }) => code).sort());
  });

  it.each([
    ['a shell that hands over to its program', 'exec sleep 1'],
    ['a shell with a trap', "trap 'exit 0' TERM; while true; do sleep 1 & wait; done"],
    ['one plain command, which the shell runs in its own place', 'sleep 1'],
  ])('%s is no finding', (_name, script) => {
    const text = `${head}spec:\n  containers:\n    - {name: app, ${image}, command: [sh, -c, "${script}"]}\n`;
    expect(codesOf(text)).toEqual([]);
  });
});

it('the examples have nothing that hurts', () => {
  const files = readdirYaml('examples').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const findings = files.flatMap((file) => lint(readManifests([file]).pods));
  expect(findings).toEqual([]);
});

function readdirYaml(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
}
