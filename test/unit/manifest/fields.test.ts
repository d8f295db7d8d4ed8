import { expect, it } from '@jest/globals';
import { fullProblemsOf, lines, pod, podOf, problemsOf } from './read-text.ts';

it.each([
  [
    pod({ app: '      imagePullPolcy: Always\n' }),
    'f:9:7: error: containers[0].imagePullPolcy: unknown field; did you mean imagePullPolicy?',
  ],
  [pod({ app: '      wibble: 1\n' }), 'f:9:7: error: containers[0].wibble: unknown field'],
  [
    pod({ app: '      livenessProbe: {htpGet: {port: 80}, exec: {command: [a]}}\n' }),
    'f:9:23: error: containers[0].livenessProbe.htpGet: unknown field; did you mean httpGet?',
  ],
  [
    pod({ spec: '  RestartPolicy: Never\n' }),
    'f:6:3: error: RestartPolicy: unknown field; did you mean restartPolicy?',
  ],
  [pod({ meta: '  label: {}\n' }), 'f:5:3: error: metadata.label: unknown field; did you mean labels?'],
  [
    pod({ app: '      env: [{name: A, value: 8080}]\n' }),
    'f:9:30: error: containers[0].env[0].value: needs text, found a number',
  ],
  [
    pod({ app: '      env: [{name: A, value: true}]\n' }),
    'f:9:30: error: containers[0].env[0].value: needs text, found true or false',
  ],
  [pod({ app: '      env: {A: b}\n' }), 'f:9:12: error: containers[0].env: needs a list, found a mapping'],
  [pod({ app: '      args: sh\n' }), 'f:9:13: error: containers[0].args: needs a list, found the text "sh"'],
  [
    pod({ app: '      workingDir: 7\n' }),
    'f:9:19: error: containers[0].workingDir: needs text, found the number 7',
  ],
  [
    pod({ app: '      ports: [{containerPort: http}]\n' }),
    'f:9:31: error: containers[0].ports[0].containerPort: needs a whole number, found the text "http"',
  ],
  [
    pod({ app: '      ports: [{containerPort: 1.5}]\n' }),
    'f:9:31: error: containers[0].ports[0].containerPort: needs a whole number, found the number 1.5',
  ],
  [
    pod({ app: '      ports: [{containerPort: 70000}]\n' }),
    'f:9:31: error: containers[0].ports[0].containerPort: needs 65535 or less, found 70000',
  ],
  [
    pod({ app: '      ports: [{containerPort: 0}]\n' }),
    'f:9:31: error: containers[0].ports[0].containerPort: needs 1 or more, found 0',
  ],
  [
    pod({ app: '      ports: [{name: http}]\n' }),
    'f:9:15: error: containers[0].ports[0]: containerPort is missing',
  ],
  [
    pod({ app: '      stdin: "true"\n' }),
    'f:9:14: error: containers[0].stdin: needs true or false, found the text "true"',
  ],
  [
    pod({ app: '      imagePullPolicy: sometimes\n' }),
    'f:9:24: error: containers[0].imagePullPolicy: needs Always, IfNotPresent or Never, found "sometimes"',
  ],
  [
    pod({ app: '      lifecycle: {stopSignal: SIGHUPP}\n', spec: '  os: {name: linux}\n' }),
    'f:10:31: error: containers[0].lifecycle.stopSignal: needs one of 65 names, SIGABRT to SIGRTMAX, found "SIGHUPP"; did you mean SIGHUP?',
  ],
  [
    pod({ app: '      resources: {limits: {cpu: lots}}\n' }),
    'f:9:33: error: containers[0].resources.limits.cpu: needs a quantity such as 500m, 64Mi or 2, found "lots"',
  ],
  [
    pod({ app: '      livenessProbe: {tcpSocket: {port: [80]}}\n' }),
    'f:9:41: error: containers[0].livenessProbe.tcpSocket.port: needs a number or text, found a list',
  ],
  [
    pod({ app: '      livenessProbe: {tcpSocket: {port: 0}}\n' }),
    'f:9:41: error: containers[0].livenessProbe.tcpSocket.port: needs a port from 1 to 65535, or the name of one, found 0',
  ],
  [
    pod({ app: '      volumeMounts: [{name: v, mountPath: data}]\n', spec: '  volumes: [{name: v}]\n' }),
    'f:10:43: error: containers[0].volumeMounts[0].mountPath: needs an absolute path, found "data"',
  ],
  [
    pod({ spec: '  restartPolicy: Sometimes\n' }),
    'f:6:18: error: restartPolicy: needs Always, OnFailure or Never, found "Sometimes"',
  ],
  [
    pod({ spec: '  activeDeadlineSeconds: 0\n' }),
    'f:6:26: error: activeDeadlineSeconds: needs 1 or more, found 0',
  ],
  [
    pod({ spec: '  activeDeadlineSeconds: -1\n' }),
    'f:6:26: error: activeDeadlineSeconds: needs 1 or more, found -1',
  ],
  [
    pod({ spec: '  terminationGracePeriodSeconds: "30"\n' }),
    'f:6:34: error: terminationGracePeriodSeconds: needs a whole number, found the text "30"',
  ],
  [
    pod({ spec: '  volumes: [{name: Data_1}]\n' }),
    'f:6:20: error: volumes[0].name: needs at most 63 small letters, digits and dashes, with a letter or digit at both ends, found "Data_1"',
  ],
  [pod().replace('name: app', 'nam: app'), 'f:7:7: error: containers[0]: name is missing'],
  [pod().replace('image: app:1', 'workingDir: /'), 'f:7:7: error: containers[0]: image is missing'],
  [pod().replace('image: app:1', 'image:'), 'f:7:7: error: containers[0]: image is missing'],
  [pod().replace('name: p', 'labels: {}'), 'f:3:1: error: metadata: name is missing'],
  [
    pod().replace('apiVersion: v1', 'apiVersion: apps/v1'),
    'f:1:13: error: apiVersion: needs v1, found "apps/v1"',
  ],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n', 'f:1:1: error: spec is missing'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {}\n', 'f:4:1: error: spec: containers is missing'],
])('%j', (text, message) => {
  expect(problemsOf(text).filter((line) => line.includes(': error: '))).toContain(message);
});

it('a hint says what would be right', () => {
  const app =
    '      workingDir: 7\n      command: sh -c "x"\n      stdin: "yes"\n      ports: [{containerPort: "80"}]\n';
  expect(
    fullProblemsOf(pod({ app }))
      .split('\n')
      .filter((line) => line.startsWith('  ')),
  ).toEqual([
    '  in quotes it is text: "7"',
    '  each word is an item: ["sh","-c","\\"x\\""]',
    '  without quotes: true',
    '  without quotes it is a number: 80',
  ]);
});

it('what may be a password is not repeated', () => {
  const text = `${pod({ app: '      env: [{name: A, value: 123456}]\n' })}---
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {a: "hunter2!"}
stringData: {b: 987654}
`;
  expect(fullProblemsOf(text)).not.toMatch(/123456|hunter2|987654/);
});

it('a field that is ignored is a warning at its line; one that changes nothing is none', () => {
  const spec = '  nodeSelector: {disk: ssd}\n  schedulerName: default-scheduler\n';
  expect(problemsOf(pod({ spec }))).toEqual([
    'f:6:3: warning: ignored here: nodeSelector - a laptop has one node',
  ]);
});

it('a field that would change what a program sees or may do is refused; a value that changes nothing is taken', () => {
  const spec = '  hostNetwork: true\n  hostPID: false\n';
  const context = '{privileged: true, procMount: Default, seccompProfile: {type: RuntimeDefault}}';
  expect(problemsOf(pod({ spec, app: `      securityContext: ${context}\n` }))).toEqual([
    'f:6:3: error: cannot be had here: hostNetwork - a pod has its own namespaces here; publish ports with hostPort',
    'f:11:25: error: cannot be had here: containers[0].securityContext.privileged - no container is ever privileged; ' +
      'add the capabilities that it needs',
  ]);
});

it('keys that begin with x- or outrider.dev/ are free at any level, and null means absent', () => {
  const text = pod({
    meta: '  x-owner: me\n  creationTimestamp: null\n',
    spec: '  outrider.dev/notes: [1]\n  nodeSelector:\n  volumes: [{name: v, emptyDir: null, x-y: 1}]\n',
    app: '      x-any: {thing: 1}\n      resources:\n      env:\n',
  });
  expect(problemsOf(text)).toEqual([]);
  expect(podOf(text).volumes).toEqual([{ name: 'v', type: 'emptyDir', medium: 'disk' }]);
});

it('one wrong type hides no other problem', () => {
  const text = pod({
    spec: '  terminationGracePeriodSeconds: long\n  volumes: 5\n',
    app: '      image: 5\n      livenessProbe: {}\n      env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]\n',
  }).replace('      image: app:1\n', '');
  expect(problemsOf(text).map((line) => line.split(': ').slice(2).join(': '))).toEqual([
    'terminationGracePeriodSeconds: needs a whole number, found the text "long"',
    'volumes: needs a list, found the number 5',
    'containers[0].image: needs text, found the number 5',
    'containers[0].livenessProbe: has no handler',
    'containers[0].env[0].valueFrom.configMapKeyRef.name: there is no ConfigMap c',
  ]);
});

it('a wrong item of a list hides no other problem either', () => {
  const app = '      args: [serve, 8080]\n      livenessProbe: {}\n';
  expect(problemsOf(pod({ app }))).toEqual([
    'f:9:21: error: containers[0].args[1]: needs text, found the number 8080',
    'f:10:7: error: containers[0].livenessProbe: has no handler',
  ]);
});

it('a number out of its range hides no other problem either', () => {
  const app = '      ports: [{containerPort: 70000}]\n      livenessProbe: {}\n';
  expect(problemsOf(pod({ app }))).toEqual([
    'f:9:31: error: containers[0].ports[0].containerPort: needs 65535 or less, found 70000',
    'f:10:7: error: containers[0].livenessProbe: has no handler',
  ]);
});

it('a name that is missing is told once, not compared with others that are', () => {
  const spec = '  containers: [{image: a}, {image: b}]\n';
  expect(problemsOf(pod({ spec }).replace(/ {2}containers:\n[\s\S]*/, ''))).toEqual([
    'f:6:16: error: containers[0]: name is missing',
    'f:6:28: error: containers[1]: name is missing',
  ]);
});

it('a null in a map of texts is an empty text, as a cluster reads it', () => {
  expect(podOf(pod({ meta: '  labels: {a: , b: ~}\n' })).labels).toEqual({ a: '', b: '' });
});

it('so many replicas are a slip of the pen', () => {
  const text =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 1e9, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}}\n';
  expect(problemsOf(text)).toEqual(['f:4:18: error: spec.replicas: needs 100 or less, found 1000000000']);
});

it('keys that are numbers are text, and keys that are lists are an error', () => {
  expect(podOf(pod({ meta: '  labels: {1: a}\n' })).labels).toEqual({ '1': 'a' });
  expect(problemsOf('kind: {[a]: b}\n')).toEqual(['f:1:8: error: a key is text, not a list or a mapping']);
});

it('a file mode with a leading zero is octal, as a cluster reads it', () => {
  const text = lines(`
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      containers: [{name: a, image: i}]
      volumes: [{name: v, configMap: {name: c, defaultMode: 0400}}]
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c}
    data: {k: v}
  `);
  expect(podOf(text).volumes[0]).toMatchObject({ files: [{ mode: 0o400 }] });
});
