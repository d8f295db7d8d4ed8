import { expect, it } from '@jest/globals';
import { projectProblems, readProject } from './project-files.ts';

const podOf = (text: string) => readProject({ c: text }).pods[0]!;

const shop = (more = '') => `
  services:
    db: {image: d, healthcheck: {test: [CMD, x]}}
    web:
      image: w
      user: "7:7"
      working_dir: /app
      environment: {A: a, B: b}
      volumes: ["data:/data"]
      ${more}
      depends_on: {db: {condition: service_healthy}}
      pre_start:
        - {command: ./manage.py migrate, environment: {B: c}}
        - {image: busybox, command: [chown, -R, "7", /data]}
  volumes: {data: }
`;

it('the steps of pre_start run to their ends, one after the other, before the service and after what it depends on', () => {
  const pod = readProject({ c: shop() }).pods.find(({ name }) => name === 'web')!;
  const steps = pod.initContainers;
  expect(steps.map(({ name, role, image }) => [name, role, image])).toEqual([
    ['web-pre-start-1', 'init', 'w'],
    ['web-pre-start-2', 'init', 'busybox'],
  ]);
  expect(steps.map(({ args }) => args)).toEqual([
    ['./manage.py', 'migrate'],
    ['chown', '-R', '7', '/data'],
  ]);
  expect(steps[0]).toMatchObject({ workingDir: '/app', securityContext: { runAsUser: 7 } });
  expect(steps[1]?.securityContext.runAsUser).toBeUndefined();
  expect(steps.map(({ env }) => env.map((one) => 'value' in one && `${one.name}=${one.value}`))).toEqual([
    ['A=a', 'B=c'],
    ['A=a', 'B=b'],
  ]);
  expect(steps.map(({ volumeMounts }) => volumeMounts.map(({ mountPath }) => mountPath))).toEqual([
    ['/data'],
    ['/data'],
  ]);
  expect(steps.map(({ engine }) => engine?.failsPod)).toEqual(['exit', 'exit']);
  expect(pod.waitFor).toEqual([{ pod: 'db', until: 'healthy' }]);
  expect(pod.containers.map(({ name }) => name)).toEqual(['web']);
});

it('a step that would run once in each pod of a scaled service has to say so', () => {
  const problems = projectProblems({ c: shop('scale: 2') });
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^c:12:\d+: error: this step would run once in each pod/);
  const fine = shop('scale: 2')
    .replace('{command:', '{per_replica: true, command:')
    .replace('{image: busy', '{per_replica: true, image: busy');
  expect(projectProblems({ c: fine })).toEqual([]);
});

it('a step gets no rights that no container gets', () => {
  const text = shop().replace('{command:', '{privileged: true, command:');
  expect(projectProblems({ c: text })).toEqual([expect.stringContaining('is not given to any command')]);
});

it('services of a pod share their processes where one asks for those of another', () => {
  const pod = podOf(`
    services:
      app: {image: a}
      debug: {image: b, network_mode: "service:app", pid: "service:app"}
  `);
  expect(pod.shareProcessNamespace).toBe(true);
});

it.each(['service:other', 'container:theirs'])('processes of another pod cannot be shared: %s', (pid) => {
  const text = `
    services:
      app: {image: a, pid: "${pid}"}
      other: {image: b, container_name: theirs}
  `;
  expect(projectProblems({ c: text })).toEqual([
    expect.stringContaining('needs host, or a service of its pod'),
  ]);
});
