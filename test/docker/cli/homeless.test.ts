import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('homeless');
afterAll(() => folder.remove());

const shim = join(process.cwd(), 'test/support/homeless/shim.mjs');
const pod = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: Never
  containers: [{name: app, image: "outrider/demo:0.1", command: ["true"]}]
`);

it('a user without an entry in the passwd file and without a home runs pods and asks for their images', async () => {
  const env = {
    NODE_OPTIONS: `--import=${shim}`,
    HOME: undefined,
    XDG_RUNTIME_DIR: folder.path,
    XDG_STATE_HOME: folder.path,
  };
  const run = (...args: string[]) => startOutrider(['-p', folder.project, ...args], { env }).ended;
  const { exitCode, stdout, stderr } = await run('up', pod, '--output', 'json');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('"PodSucceeded"');
  expect((await run('ps')).exitCode).toBe(0);
  expect((await run('down')).exitCode).toBe(0);
  expect(await leftOf(folder.project)).toEqual([]);
  const missing = await run('run', '--', 'outrider.local/there-is-no-such-image:1');
  expect(missing.stderr).not.toContain('uv_os_get_passwd');
  expect(missing.exitCode).toBe(1);
});
