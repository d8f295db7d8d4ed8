import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueImage } from '../../src/images/catalogue.ts';
import { clientProgram, type Served, serve } from './support/served.ts';

const kubectl = clientProgram('kubectl');
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 5
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, 'echo proxy is up; exec sleep 100000']
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, 'trap "echo bye; exit 0" TERM; echo hello; while :; do sleep 0.2; done']
`;
/** Another image that is there, with a shell. */
const other = catalogueImage('holder').reference;

(kubectl === undefined ? describe.skip : describe)('kubectl on pods that change', () => {
  let served: Served;
  const out = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await served.run(kubectl!, args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  beforeAll(async () => {
    served = await serve('changes', manifest);
  }, 120_000);
  afterAll(() => served.end(), 120_000);

  it('watches tell an image that changes in place, and the log of the instance before stays', async () => {
    const pods = served.start(kubectl!, ['get', 'pods', '-w']);
    const events = served.start(kubectl!, ['get', 'events', '--watch']);
    await pods.shows(/web +2\/2 +Running +0 /);
    await events.shows('Started');
    expect(await out('set', 'image', 'pod/web', `app=${other}`)).toContain('image updated');
    await pods.shows(/web +1\/2 [\s\S]*web +2\/2 +Running +1 /);
    await events.shows('Killing');
    for (const one of [pods, events]) one.process.kill('SIGTERM');
    await Promise.all([pods.finished, events.finished]);
    const image = 'jsonpath={.status.containerStatuses[0].image}';
    expect(await out('get', 'pod', 'web', '-o', image)).toBe(other);
    expect(await out('logs', 'web', '-c', 'app', '--previous')).toBe('hello\nbye\n');
    expect(await out('logs', '-l', 'app=web', '--all-containers', '--prefix')).toMatch(
      /\[pod\/web\/proxy\] proxy is up\n\[pod\/web\/app\] hello\n/,
    );
    const yaml = await out('get', 'pod', 'web', '-o', 'yaml');
    expect(yaml).toMatch(/phase: Running/);
    expect(yaml).toMatch(/restartCount: 1/);
  }, 180_000);

  it('what containers use, and what fields mean, is told', async () => {
    expect(await out('top', 'pod', 'web', '--containers')).toMatch(/web +app +\d+m +\d+Mi/);
    expect(await out('explain', 'pod.spec.initContainers')).toMatch(/FIELD: initContainers <\[\]Container>/);
    expect(await out('auth', 'can-i', '--list')).toMatch(/\*\.\*/);
  });
});
