import { afterAll, expect, it } from '@jest/globals';
import { projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const { project, file, remove } = projectFolder('wait');
const outrider = (...args: string[]) => runOutrider(['-p', project, ...args]);
afterAll(async () => {
  await outrider('down');
  remove();
}, 30_000);

/** Two pods of one file, of which the second one is ready later, by its own doing. */
const manifest = ['quick', 'slow']
  .map(
    (name) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; sleep ${name === 'slow' ? 2 : 0}; touch /tmp/ready; sleep 1000 & wait"]
      readinessProbe: {exec: {command: [test, -e, /tmp/ready]}, periodSeconds: 1}
`,
  )
  .join('---');

it('`up --detach --wait` comes back when every pod is ready, not only the first one', async () => {
  expect((await outrider('up', file(manifest), '--detach', '--wait')).exitCode).toBe(0);
  const { stdout } = await outrider('ps', '--output', 'json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly pod: string; readonly ready: 'yes' | 'no' });
  expect(Object.fromEntries(rows.map(({ pod, ready }) => [pod, ready]))).toEqual({
    quick: 'yes',
    slow: 'yes',
  });
}, 60_000);
