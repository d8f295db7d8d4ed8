import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('trace');
afterAll(() => folder.remove());

it('one request is followed through every container that wrote of it, and its neighbours are not', async () => {
  const file = folder.file(`apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  restartPolicy: Never
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "echo '{\\"msg\\":\\"paid\\",\\"request_id\\":\\"req-7\\"}'; echo '{\\"request_id\\":\\"req-77\\"}'"]
    - {name: proxy, image: "outrider/demo:0.1", command: [sh, -c, "echo 'GET / 200 {req-7}'"]}
`);
  const of = ['-p', folder.project];
  const up = await runOutrider([...of, 'up', file, '--detach']);
  expect(up).toMatchObject({ exitCode: 0 });
  try {
    const all = await runOutrider([...of, 'trace', 'req-7', '--json']);
    const lines = all.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ container: 'app', line: '{"msg":"paid","request_id":"req-7"}' }),
        expect.objectContaining({ container: 'proxy', line: 'GET / 200 {req-7}' }),
      ]),
    );
    const text = await runOutrider([...of, 'trace', 'req-7']);
    expect(text.stdout.split('\n')[0]).toMatch(/^req-7: 2 lines of 2 containers, /);
    const list = await runOutrider([...of, 'trace']);
    expect(list.stdout).toMatch(/^req-77 +1 .* app$/m);
    const none = await runOutrider([...of, 'trace', 'req-8']);
    expect(none).toMatchObject({ exitCode: 1, stdout: '' });
  } finally {
    await runOutrider([...of, 'down']);
  }
  expect(await leftOf(folder.project)).toEqual([]);
}, 120_000);
