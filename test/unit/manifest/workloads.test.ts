import { expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';
import { withPodFields } from '../../../src/pod/pod-fields.ts';
import { lines, podOf, podsOf, problemsOf } from './read-text.ts';

const workload = (kind: string, spec: string, template = '', apiVersion = 'apps/v1') =>
  `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: web, namespace: shop}
spec:
${spec}  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: i}]
${template}${apiVersion === 'apps/v1' && !spec.includes('selector') ? '  selector: {matchLabels: {app: web}}\n' : ''}`;

it.each([
  ['Deployment', '', ['web']],
  ['Deployment', '  replicas: 1\n', ['web']],
  ['Deployment', '  replicas: 3\n', ['web-0', 'web-1', 'web-2']],
  ['ReplicaSet', '  replicas: 2\n', ['web-0', 'web-1']],
  ['DaemonSet', '', ['web']],
  ['StatefulSet', '  replicas: 2\n', ['web-0', 'web-1']],
  ['StatefulSet', '', ['web-0']],
  ['StatefulSet', '  ordinals: {start: 5}\n  replicas: 2\n', ['web-5', 'web-6']],
])('the pods of a %s with %j', (kind, spec, names) => {
  const pods = podsOf(workload(kind, `${spec}  selector: {matchLabels: {app: web}}\n`));
  expect(pods.map(({ name }) => name)).toEqual(names);
  expect(pods[0]).toMatchObject({ namespace: 'shop', labels: { app: 'web' }, containers: [{ name: 'app' }] });
});

it('a pod of a StatefulSet knows its number, its names and its own volumes', () => {
  const spec =
    '  serviceName: db\n  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]\n';
  const pod = podOf(
    workload('StatefulSet', spec).replace(
      'image: i',
      'image: i, volumeMounts: [{name: data, mountPath: /d}]',
    ),
  );
  expect(pod.labels).toEqual({
    app: 'web',
    'statefulset.kubernetes.io/pod-name': 'web-0',
    'apps.kubernetes.io/pod-index': '0',
  });
  expect(pod.volumes).toEqual([
    { name: 'data', type: 'persistent', claimName: 'data-web-0', readOnly: false },
  ]);
  expect(pod.network.aliases).toEqual([
    'web-0',
    'web-0.db',
    'web-0.db.shop',
    'web-0.db.shop.svc',
    'web-0.db.shop.svc.cluster.local',
  ]);
});

const job = (spec: string, template: string) => workload('Job', spec, template, 'batch/v1');

it.each([
  [job('', '      restartPolicy: Never\n'), []],
  [job('', '      restartPolicy: OnFailure\n'), []],
  [job('  backoffLimit: 3\n', '      restartPolicy: Never\n'), []],
  [
    job('', '      restartPolicy: Always\n'),
    ['f:9:22: error: restartPolicy: a Job needs Never or OnFailure, found Always'],
  ],
  [job('', ''), ['f:7:5: error: spec: a Job needs restartPolicy Never or OnFailure']],
  [
    job('  completions: 3\n  parallelism: 2\n', '      restartPolicy: Never\n'),
    [
      'f:5:16: warning: spec.completions: one pod is run here, once, not 3',
      'f:6:16: warning: spec.parallelism: one pod is run here, once, not 2',
    ],
  ],
  [
    workload('Deployment', '', '      restartPolicy: Never\n'),
    ['f:9:22: error: restartPolicy: a Deployment needs Always, found Never'],
  ],
  [
    workload('Deployment', '  replicas: 0\n'),
    ['f:1:1: error: there is no pod in it', 'f:5:13: warning: spec.replicas: with 0 there is nothing to run'],
  ],
  [
    workload('Deployment', '  strategy: {}\n'),
    ['f:5:3: warning: ignored here: strategy - pods are not rolled; `up` again changes what changed'],
  ],
  [
    workload('Deployment', '').replace('{name: app, image: i}', '{name: app, imag: i, image: i}'),
    ['f:8:32: error: containers[0].imag: unknown field; did you mean image?'],
  ],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

it('the deadline of a Job is that of its pod, and the shorter one holds', () => {
  const text = job(
    '  activeDeadlineSeconds: 60\n',
    '      restartPolicy: Never\n      activeDeadlineSeconds: 90\n',
  );
  expect(podOf(text)).toMatchObject({ restartPolicy: 'Never', activeDeadlineSeconds: 60 });
});

it('a Service leads to its pods for every pod of the files; what leads nowhere is told', () => {
  const service = (name: string, spec: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: ${spec}
`;
  const own = workload('Deployment', '').replace(
    'image: i',
    'image: i, args: ["$(FRONT_SERVICE_HOST):$(FRONT_SERVICE_PORT)", $(NONE_SERVICE_HOST)]',
  );
  const ports =
    '[{name: a, port: 80, targetPort: "8080"}, {name: b, port: 53, protocol: UDP}, {name: c, port: 1, protocol: SCTP}]';
  const text =
    own +
    service('front', `{selector: {app: web}, ports: ${ports}, sessionAffinity: ClientIP}`) +
    service('none', '{selector: {app: web}, clusterIP: None, publishNotReadyAddresses: true}') +
    service('away', '{type: ExternalName, externalName: db.example}') +
    service('out', '{type: NodePort, selector: {app: web}, clusterIP: 10.96.0.1, ports: [{port: 80}]}');
  const [web] = podsOf(text);
  const common = { namespace: 'shop', type: 'ClusterIP', selector: { app: 'web' } };
  const port80 = { protocol: 'TCP', port: 80, targetPort: 80 };
  expect(web!.services).toEqual([
    {
      ...{ name: 'front', ...common, headless: false, sticky: true, publishNotReady: false },
      ports: [
        { name: 'a', ...port80, targetPort: 8080 },
        { name: 'b', protocol: 'UDP', port: 53, targetPort: 53 },
      ],
    },
    { name: 'none', ...common, headless: true, sticky: false, publishNotReady: true, ports: [] },
    {
      ...{ name: 'away', namespace: 'shop', type: 'ExternalName', selector: {}, headless: true },
      ...{ externalName: 'db.example', sticky: false, publishNotReady: false, ports: [] },
    },
    {
      ...{ name: 'out', ...common, type: 'NodePort', headless: false, sticky: false, publishNotReady: false },
      ...{ clusterIP: '10.96.0.1', ports: [port80] },
    },
  ]);
  const [container] = web!.containers;
  const filled = withPodFields(container!, { 'service.shop/front': '10.1.0.1' });
  expect(filled.args).toEqual(['10.1.0.1:80', '$(NONE_SERVICE_HOST)']);
  expect(problemsOf(text).map((problem) => problem.replace(/^.*warning: /, ''))).toEqual([]);
  const [without] = podsOf(text.replace('containers:', 'enableServiceLinks: false\n      containers:'));
  expect([without!.serviceLinks, without!.containers[0]!.args]).toEqual([
    false,
    ['$(FRONT_SERVICE_HOST):$(FRONT_SERVICE_PORT)', '$(NONE_SERVICE_HOST)'],
  ]);
});

it.each([
  ['NodePort', '{port: 80, targetPort: http, nodePort: 30080}', [[80, 30_080, 80]]],
  ['NodePort', '{port: 80, targetPort: 8080}', [[80, 0, 80]]],
  ['NodePort', '{port: 53, protocol: SCTP}', undefined],
  [
    'NodePort',
    '{name: a, port: 53, protocol: UDP}, {name: b, port: 53, protocol: TCP, nodePort: 30053}',
    [
      [53, 0, 53],
      [53, 30_053, 53],
    ],
  ],
  ['LoadBalancer', '{port: 8000, targetPort: http, nodePort: 30080}', [[8000, 8000, 8000]]],
  ['LoadBalancer', '{port: 80, targetPort: http, nodePort: 30080}', [[80, 30_080, 80]]],
  ['LoadBalancer', '{port: 80, targetPort: http}', [[80, 0, 80]]],
  ['ClusterIP', '{port: 80, targetPort: http}', undefined],
])('the gateway of the first pod behind a %s with %s publishes %j', (type, port, published) => {
  const service = `---
apiVersion: v1
kind: Service
metadata: {name: front, namespace: shop}
spec: {type: ${type}, selector: {app: web}, ports: [${port}]}
`;
  const publishedBy = (text: string) =>
    podsOf(text).map(({ publishes }) =>
      publishes?.map(({ port, hostPort, gatewayPort }) => [port, hostPort, gatewayPort]),
    );
  const two = workload('Deployment', '  replicas: 2\n');
  expect(publishedBy(two + service)).toEqual([published, undefined]);
  const kept = type === 'ClusterIP' ? undefined : ['web-0'];
  expect(podsOf(two + service).map(({ gateways }) => gateways)).toEqual([undefined, kept]);
});

it('two Services with the same port have different ports of the gateway', () => {
  const service = (name: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
`;
  const [pod] = podsOf(workload('Deployment', '') + service('a') + service('b'));
  expect(pod!.publishes!.map(({ service, gatewayPort }) => [service, gatewayPort])).toEqual([
    ['shop/a', 80],
    ['shop/b', 20_001],
  ]);
});

it('a Service is a name of the pods that it selects', () => {
  const service = (name: string, selector: string, ports = ', ports: [{port: 80}]') => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: ${selector}${ports}}
`;
  const text = workload('Deployment', '  replicas: 2\n').replace(
    'image: i',
    'image: i, ports: [{name: http, containerPort: 8080}]',
  );
  const both = podsOf(text + service('front', '{app: web}'));
  expect(both.map(({ network }) => network.aliases)).toEqual([
    ['web-0', 'front', 'front.shop', 'front.shop.svc', 'front.shop.svc.cluster.local'],
    ['web-1', 'front', 'front.shop', 'front.shop.svc', 'front.shop.svc.cluster.local'],
  ]);
  expect(
    problemsOf(
      text +
        service(
          'front',
          '{app: web}',
          ', ports: [{name: a, port: 8080, targetPort: http}, {name: b, port: 80, targetPort: http}, {name: c, port: 1, targetPort: none}]',
        ),
    ),
  ).toEqual(['f:15:149: warning: spec.ports[2].targetPort: no pod behind it has a port none']);
  expect(problemsOf(text + service('front', '{app: other}'))).toEqual([
    'f:15:8: warning: spec.selector: no pod of these files is behind Service front',
  ]);
});

it('a selector that asks for nothing selects nothing', () => {
  const service =
    '---\napiVersion: v1\nkind: Service\nmetadata: {name: any, namespace: shop}\nspec: {selector: {}, ports: [{port: 80}]}\n';
  expect(podOf(workload('Deployment', '') + service).network.aliases).toEqual(['web']);
});

const twoPods = (first: string, second: string) =>
  lines(`
  apiVersion: v1
  kind: Pod
  metadata: {name: a}
  spec: {containers: [{name: app, image: i, ports: [{containerPort: 80, ${first}}]}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: b}
  spec: {containers: [{name: app, image: i, ports: [{containerPort: 80, ${second}}]}]}
`);

it.each([
  ['hostPort: 8080', 'hostPort: 8080', true],
  ['hostPort: 8080', 'hostPort: 8081', false],
  ['hostPort: 0', 'hostPort: 0', false],
  ['hostPort: 8080', 'hostPort: 8080, protocol: UDP', false],
  ['hostPort: 8080, hostIP: 127.0.0.1', 'hostPort: 8080, hostIP: 127.0.0.2', false],
  ['hostPort: 8080, hostIP: 127.0.0.1', 'hostPort: 8080', true],
])('%s and %s', (first, second, clash) => {
  expect(problemsOf(twoPods(first, second))).toEqual(
    clash
      ? ['f:9:81: error: containers[0].ports[0].hostPort: 8080/TCP is taken by container app of pod a']
      : [],
  );
});

it('of replicas with one published port the first has it, and the others are told of', () => {
  const text = workload('Deployment', '  replicas: 3\n').replace(
    'image: i',
    'image: i, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81, hostPort: 0}]',
  );
  const { pods, diagnostics } = readManifests([{ file: 'f', text }]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'containers[0].ports[0].hostPort: 8080/TCP leads to pod web-0 only: a laptop has one node, and the other copies run without it',
  ]);
  expect(pods.map(({ containers: [app] }) => app!.ports.map(({ hostPort }) => hostPort))).toEqual([
    [8080, 0],
    [undefined, 0],
    [undefined, 0],
  ]);
});

it('two pods of one name are refused, and so are two ConfigMaps', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: i}]}\n---\n';
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n';
  expect(problemsOf(pod + pod + map + map)).toEqual([
    expect.stringContaining('f:8:18: error: metadata.name: there is another pod a;'),
    'f:17:18: error: metadata.name: there is another ConfigMap c',
  ]);
});

it('data that is no base64 and keys that are no file names are refused', () => {
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: "%%%", b/c: aGk=, d: aGk=}\nstringData: {e: "%%%"}\n';
  expect(problemsOf(secret).filter((line) => !line.includes('no pod'))).toEqual([
    'f:4:11: error: data.a: is not base64',
    "f:4:18: error: data['b/c']: needs letters, digits, dashes, dots and underscores in its key",
  ]);
});

it.each([
  ['Deployment', '', 'f:4:1: error: spec: selector is missing'],
  [
    'Deployment',
    '  selector: {}\n',
    'f:5:3: error: spec.selector: a Deployment needs a selector that is not empty',
  ],
  [
    'DaemonSet',
    '  selector: {matchLabels: {app: x}}\n',
    'f:5:3: error: spec.selector: does not match the labels of the template',
  ],
  [
    'StatefulSet',
    '  selector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}\n',
    'f:5:3: error: spec.selector: does not match the labels of the template',
  ],
  ['ReplicaSet', '  selector: {matchExpressions: [{key: app, operator: Exists}]}\n', undefined],
])('a %s with the selector %j', (kind, selector, problem) => {
  const text = workload(kind, selector === '' ? '  minReadySeconds: 0 # no selector\n' : selector);
  expect(problemsOf(text)).toEqual(problem === undefined ? [] : [problem]);
});

it('a ReplicationController keeps pods, and selects those of its template by itself', () => {
  const controller = workload('ReplicationController', '  replicas: 2\n', '', 'v1');
  expect(podsOf(controller).map(({ name }) => name)).toEqual(['web-0', 'web-1']);
  expect(problemsOf(workload('ReplicationController', '  selector: {app: x}\n', '', 'v1'))).toEqual([
    'f:5:3: error: spec.selector: does not match the labels of the template',
  ]);
});

it('the job of a CronJob is run once', () => {
  const text = lines(`
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: nightly}
    spec:
      schedule: "0 3 * * *"
      concurrencyPolicy: Forbid
      jobTemplate:
        spec:
          completions: 2
          template:
            spec:
              restartPolicy: OnFailure
              containers: [{name: app, image: i}]
  `);
  expect(podOf(text)).toMatchObject({ name: 'nightly', restartPolicy: 'OnFailure' });
  expect(problemsOf(text)).toEqual([
    'f:9:20: warning: spec.jobTemplate.spec.completions: one pod is run here, once, not 2',
  ]);
  expect(problemsOf(text.replace('OnFailure', 'Always'))).toContain(
    'f:12:26: error: restartPolicy: a CronJob needs Never or OnFailure, found Always',
  );
});

it('a schedule, a time zone and a name that the API server refuses are told at their places', () => {
  const text = (name: string, spec: string): string =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: ${name}}\nspec:\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: i}]}}}}\n${spec}`;
  expect(problemsOf(text('c', '  schedule: "* * * *"\n  timeZone: Mars/Base\n'))).toEqual([
    'f:6:13: error: spec.schedule: needs five fields, found 4',
    'f:7:13: error: spec.timeZone: there is no time zone Mars/Base',
  ]);
  expect(problemsOf(text('c'.repeat(53), '  schedule: "@daily"\n'))).toEqual([
    'f:3:18: error: metadata.name: a CronJob has at most 52 characters in its name',
  ]);
});

it('a template that is no mapping is told, whatever it is the template of', () => {
  const cronJob = (jobTemplate: string): string =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "0 3 * * *", jobTemplate: ${jobTemplate}}\n`;
  for (const value of ['text', '[]', '5'])
    expect(problemsOf(cronJob(value))).toEqual([expect.stringMatching(/^f:4:.*: error: spec.jobTemplate: /)]);
});
