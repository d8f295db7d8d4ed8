import { expect, it } from '@jest/globals';
import { pod, problemsOf } from '../read-text.ts';

const sidecar = (fields: string) =>
  `  initContainers:\n    - name: s\n      image: s:1\n      restartPolicy: Always\n${fields}`;
const init = (fields: string) => `  initContainers:\n    - name: i\n      image: i:1\n${fields}`;
const P = 'initContainers[0]';

it.each([
  [pod({ spec: init('') }), []],
  [
    pod({ spec: init('').replace('name: i', 'name: app') }),
    ['f:10:13: error: containers[0].name: the pod has another container app'],
  ],
  [
    pod({ spec: '  volumes: [{name: v}, {name: v}]\n' }),
    ['f:6:31: error: volumes[1].name: the pod has another volume v'],
  ],
  [
    pod({ app: '      ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]\n' }),
    ['f:9:51: error: containers[0].ports[1].name: the container has another port a'],
  ],
  [
    pod({ app: '      ports: [{name: "1", containerPort: 1}]\n' }),
    [
      'f:9:22: error: containers[0].ports[0].name: needs at most 15 small letters, digits and single dashes, with at least one letter, found "1"',
    ],
  ],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n',
    ['f:4:8: error: containers: a pod needs at least one app container'],
  ],
  [
    pod({ meta: '  annotations: {kubectl.kubernetes.io/default-container: ap}\n' }),
    [
      "f:5:58: error: metadata.annotations['kubectl.kubernetes.io/default-container']: the pod has no container ap; did you mean app?",
    ],
  ],
  [
    pod({ app: '      securityContext: {runAsNonRoot: true, runAsUser: 0}\n' }),
    [
      'f:9:56: error: containers[0].securityContext.runAsUser: container app must not run as root (runAsNonRoot), and 0 is root',
    ],
  ],
  [
    pod({
      spec: '  securityContext: {runAsUser: 0}\n',
      app: '      securityContext: {runAsNonRoot: true}\n',
    }),
    [
      'f:6:32: error: securityContext.runAsUser: container app must not run as root (runAsNonRoot), and 0 is root',
    ],
  ],
])('names and users %#', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

it.each([
  [
    init('      startupProbe: {exec: {command: [a]}}\n'),
    [`f:9:7: error: ${P}.startupProbe: a plain init container has no probes`],
  ],
  [
    init('      lifecycle: {preStop: {sleep: {seconds: 1}}}\n'),
    [`f:9:7: error: ${P}.lifecycle: a plain init container has no hooks`],
  ],
  [
    sidecar('      startupProbe: {exec: {command: [a]}, successThreshold: 2}\n'),
    [`f:10:62: error: ${P}.startupProbe.successThreshold: must be 1 for a startupProbe, found 2`],
  ],
  [
    sidecar('      livenessProbe: {exec: {command: [a]}, successThreshold: 2}\n'),
    [`f:10:63: error: ${P}.livenessProbe.successThreshold: must be 1 for a livenessProbe, found 2`],
  ],
  [sidecar('      readinessProbe: {exec: {command: [a]}, successThreshold: 2}\n'), []],
  [
    sidecar('      readinessProbe: {exec: {command: [a]}, terminationGracePeriodSeconds: 5}\n'),
    [
      `f:10:46: error: ${P}.readinessProbe.terminationGracePeriodSeconds: a readinessProbe ends no container, so it has no grace period`,
    ],
  ],
  [sidecar('      livenessProbe: {exec: {command: [a]}, terminationGracePeriodSeconds: 5}\n'), []],
  [sidecar('      startupProbe: {periodSeconds: 1}\n'), [`f:10:7: error: ${P}.startupProbe: has no handler`]],
  [
    sidecar('      startupProbe: {exec: {command: [a]}, tcpSocket: {port: 1}}\n'),
    [`f:10:7: error: ${P}.startupProbe: has 2 handlers: exec, tcpSocket`],
  ],
  [
    sidecar('      startupProbe: {httpGet: {port: web}}\n'),
    [`f:10:38: warning: ${P}.startupProbe.httpGet.port: container s has no port web`],
  ],
  [sidecar('      startupProbe: {httpGet: {port: "80"}}\n'), []],
  [
    sidecar('      startupProbe: {grpc: {port: web}}\n'),
    [`f:10:35: error: ${P}.startupProbe.grpc.port: needs a whole number, found the text "web"`],
  ],
  [
    sidecar('      lifecycle: {postStart: {}}\n'),
    [`f:10:19: error: ${P}.lifecycle.postStart: has no handler`],
  ],
  [
    sidecar('      lifecycle: {postStart: {tcpSocket: {port: 1}}}\n'),
    [`f:10:31: warning: ${P}.lifecycle.postStart.tcpSocket: is accepted, and fails when it runs`],
  ],
  [
    sidecar('      lifecycle: {preStop: {sleep: {seconds: 31}}}\n'),
    [
      `f:10:46: error: ${P}.lifecycle.preStop.sleep.seconds: 31 s is longer than the pod’s grace period of 30 s`,
    ],
  ],
  [sidecar('      lifecycle: {preStop: {sleep: {seconds: 30}}}\n'), []],
  [
    sidecar('      lifecycle: {preStop: {httpGet: {port: web}}}\n'),
    [`f:10:45: warning: ${P}.lifecycle.preStop.httpGet.port: container s has no port web`],
  ],
  [
    sidecar('      lifecycle: {stopSignal: SIGRTMIN+15}\n'),
    [`f:10:19: warning: ${P}.lifecycle.stopSignal: a cluster refuses it without \`spec.os.name\``],
  ],
  [`  os: {name: linux}\n${sidecar('      lifecycle: {stopSignal: SIGRTMAX-14}\n')}`, []],
])('probes and hooks: %j', (spec, expected) => {
  expect(problemsOf(pod({ spec }))).toEqual(expected);
});

const rules = (count: number, codes = '[42]') =>
  `      restartPolicyRules:\n${`        - {action: Restart, exitCodes: {operator: In, values: ${codes}}}\n`.repeat(count)}`;
const R = 'containers[0].restartPolicyRules';
const codes256 = `[${Array.from({ length: 256 }, (_, code) => code).join(', ')}]`;

it.each([
  [`      restartPolicy: Never\n${rules(20)}`, []],
  [rules(1), [`f:9:7: error: ${R}: rules need a restartPolicy on the container for all other exits`]],
  [`      restartPolicy: Never\n${rules(21)}`, [`f:11:9: error: ${R}: at most 20 rules, found 21`]],
  [
    `      restartPolicy: Never\n${rules(1, codes256)}`,
    [`f:11:63: error: ${R}[0].exitCodes.values: at most 255, found 256`],
  ],
  [
    `      restartPolicy: Never\n${rules(1, '[]')}`,
    [`f:11:29: error: ${R}[0].exitCodes: needs at least one value`],
  ],
  [
    '      restartPolicy: Never\n      restartPolicyRules: [{action: Restart}]\n',
    [`f:10:28: error: ${R}[0]: a rule needs exitCodes to go by`],
  ],
  [
    '      restartPolicy: Never\n      restartPolicyRules: [{action: Stop, exitCodes: {operator: Is, values: [1]}}]\n',
    [
      `f:10:37: error: ${R}[0].action: needs Restart or RestartAllContainers, found "Stop"`,
      `f:10:65: error: ${R}[0].exitCodes.operator: needs In or NotIn, found "Is"; did you mean In?`,
    ],
  ],
])('restart rules %#', (app, expected) => {
  expect(problemsOf(pod({ app }))).toEqual(expected);
});

it.each([
  ['{limits: {memory: 128m}}', ['f:9:36: error: containers[0].resources.limits.memory: 128m is 0.128 bytes']],
  [
    '{limits: {memory: 4Mi}}',
    [
      'f:9:36: warning: containers[0].resources.limits.memory: the engine takes no limit under 6Mi: it is 6Mi here, not 4Mi',
    ],
  ],
  [
    '{limits: {nvidia.com/gpu: 1}}',
    ['f:9:28: warning: ignored here: limits.nvidia.com/gpu - cpu and memory are limited, nothing else'],
  ],
  [
    '{limits: {cpu: 500m}, requests: {cpu: 1}}',
    ['f:9:56: error: containers[0].resources.requests.cpu: 1 is more than the limit of 500m'],
  ],
  ['{limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 100m}}', []],
])('resources %s', (resources, expected) => {
  expect(problemsOf(pod({ app: `      resources: ${resources}\n` }))).toEqual(expected);
});
