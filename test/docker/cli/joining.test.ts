import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('joining');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

it('up that joins a running pod ends with the pod’s exit code, and says why', async () => {
  const job = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 7' USR1; while true; do sleep 1 & wait $!; done"]
`);
  expect((await runOutrider(cli('up', job, '--detach'))).exitCode).toBe(0);
  const joined = startOutrider(cli('up', job, '--output', 'json'));
  await joined.seen('PodReady');
  await promisify(execFile)('docker', ['kill', '--signal', 'USR1', `${folder.project}_job_app_0`]);
  const { exitCode, stderr } = await joined.ended;
  expect([exitCode, stderr]).toEqual([7, expect.stringContaining('app exited 7')]);
});
