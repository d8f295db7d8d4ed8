import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder, runOutrider, type Started, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('logs');
const perContainer = 20_000;

/** Two containers that write numbered lines as fast as they can; one of them does so twice, restarted in between. */
const pod = `
apiVersion: v1
kind: Pod
metadata: {name: talk}
spec:
  terminationGracePeriodSeconds: 1
  initContainers:
    - name: side
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "trap 'exit 0' TERM; seq -f 'side %.0f' ${perContainer}; echo '{\\"level\\":\\"error\\",\\"msg\\":\\"last\\"}'; touch /tmp/done; sleep 1000 & wait"]
      startupProbe: {exec: {command: [test, -f, /tmp/done]}, periodSeconds: 1, failureThreshold: 60}
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; seq -f 'app %.0f' ${perContainer} >&2; touch /tmp/done; sleep 1000 & wait"]
      readinessProbe: {exec: {command: [test, -f, /tmp/done]}, periodSeconds: 1}
`;
const logs = async (...args: string[]): Promise<readonly string[]> => {
  const { stdout, stderr } = await runOutrider(['-p', folder.project, 'logs', ...args]);
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
};
const numbers = (name: string): readonly string[] =>
  Array.from({ length: perContainer }, (_, index) => `${name} ${index + 1}`);

let run: Started;
beforeAll(async () => {
  run = startOutrider(['-p', folder.project, 'up', folder.file(pod), '--output', 'json']);
  await run.seen('PodReady');
}, 60_000);
afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  folder.remove();
});

describe('outrider logs', () => {
  it('has every line once, each container’s in its order, all by the engine’s time', async () => {
    const events = (await logs('--output', 'json')).map((line) => JSON.parse(line));
    const linesOf = (name: string) =>
      events.filter(({ container }) => container === name).map(({ line }) => line);
    expect(linesOf('app')).toEqual(numbers('app'));
    expect(linesOf('side').slice(0, perContainer)).toEqual(numbers('side'));
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });

  it('filters by container, role, pattern and level', async () => {
    expect(await logs('-o', 'raw', '-c', 'app', '-n', '2')).toEqual(numbers('app').slice(-2));
    expect(await logs('-o', 'raw', '--role', 'sidecar', '--grep', '^side 1999\\d$')).toEqual(
      numbers('side').slice(19_989, 19_999),
    );
    expect(await logs('-o', 'raw', '--exclude', 'side', '--grep', '!9', '-n', '10')).toEqual(['app 20000']);
    expect(await logs('-o', 'raw', '--level', 'error')).toEqual(['{"level":"error","msg":"last"}']);
  });

  it('says which containers there are when it is asked for another one', async () => {
    const { exitCode, stdout, stderr } = await runOutrider(['-p', folder.project, 'logs', '-c', 'ap']);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe('outrider: there is no container ap\n  There is side, app.\n');
  });

  it('is quiet about a reader that has seen enough', async () => {
    const { exitCode, stderr } = await runOutrider(['-p', folder.project, 'logs', '--output', 'raw'], {
      closeAfter: 100,
    });
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('shows the instance before a restart, and follows into the one after it', async () => {
    const following = startOutrider([
      '-p',
      folder.project,
      'logs',
      '-f',
      '-n',
      '1',
      '-c',
      'app',
      '-o',
      'json',
    ]);
    await following.seen('Log', 'app');
    await runOutrider(['-p', folder.project, 'restart', 'app']);
    await following.seen('Log', 'app', perContainer + 1);
    following.process.kill('SIGINT');
    expect((await following.ended).exitCode).toBe(130);
    const attempts = following.events().map((event) => ('attempt' in event ? event.attempt : -1));
    expect(attempts).toEqual([0, ...numbers('').map(() => 1)]);
    expect(await logs('--previous', '-o', 'raw', '-n', '1')).toEqual(['app 20000']);
  });
});
