import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('services-two-runs');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
afterAll(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
  folder.remove();
}, 120_000);

/** Two pods, each behind a Service; `volumes` of the one called `b`. */
const manifest = (volumes: string): string =>
  ['a', 'b']
    .map(
      (name) => `
apiVersion: v1
kind: Service
metadata: {name: to-${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - {name: app, image: "outrider/demo:0.1", readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}}
  volumes: ${name === 'b' ? volumes : '[]'}
`,
    )
    .join('---');

/** What one pod's app gets from the Service of the other. */
async function asks(from: string, service: string): Promise<string> {
  const curl = ['curl', '-s', '-m', '5', '--retry', '60', '--retry-all-errors', '--retry-delay', '1'];
  const { stdout } = await runOutrider(cli('exec', `${from}/app`, '--', ...curl, `http://${service}/`));
  return stdout;
}

it('Services lead to pods that another `up` has made anew, and from them to the others', async () => {
  const first = await runOutrider(cli('up', '-d', '--wait', folder.file(manifest('[]'))));
  expect(first).toMatchObject({ exitCode: 0 });
  const second = await runOutrider(
    cli('up', '-d', '--wait', folder.file(manifest('[{name: more, emptyDir: {}}]'))),
  );
  expect(second).toMatchObject({ exitCode: 0 });
  expect(second.stderr).toContain('pod b is made anew');
  expect(JSON.parse(await asks('a', 'to-b'))).toMatchObject({ hostname: 'b' });
  expect(JSON.parse(await asks('b', 'to-a'))).toMatchObject({ hostname: 'a' });
  const down = await runOutrider(cli('down', 'b'));
  expect(down).toMatchObject({ exitCode: 0 });
  const gone = await runOutrider(cli('exec', 'a/app', '--', 'curl', '-s', '-m', '5', 'http://to-b/'));
  expect(gone.exitCode).not.toBe(0);
}, 240_000);
