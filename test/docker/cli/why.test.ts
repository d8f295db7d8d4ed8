import { afterAll, afterEach, expect, it } from '@jest/globals';
import { projectFolder, runOutrider, type Started, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('why');
let run: Started | undefined;
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--grace-period', '0']);
  await run?.ended;
});
afterAll(() => folder.remove());

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${spec}`;
const server = 'image: "outrider/demo:0.1", args: [server]';

function up(spec: string): Started {
  run = startOutrider(['-p', folder.project, 'up', folder.file(pod(spec)), '--output', 'json']);
  return run;
}

/** The first line names the cause. */
async function why(target: string): Promise<string> {
  const { exitCode, stdout } = await runOutrider(['-p', folder.project, 'why', target]);
  expect(exitCode).toBe(0);
  return stdout.split('\n')[0]!;
}

it('a sidecar whose startup probe fails, and the app that it blocks', async () => {
  const started = up(
    `  initContainers:\n    - {name: proxy, ${server}, restartPolicy: Always, startupProbe: {httpGet: {port: 9999}, periodSeconds: 1, failureThreshold: 60}}\n` +
      `  containers:\n    - {name: app, ${server}}\n`,
  );
  await started.seen('ContainerRunning', 'proxy');
  expect(await untilItSays('proxy', /startup probe fails/)).toMatch(/^proxy .*startup probe fails: .*9999/);
  expect(await why('app')).toMatch(/^app waits for sidecar proxy to start: .*startup probe fails/);
});

it('a container in CrashLoopBackOff', async () => {
  const started = up(
    `  containers:\n    - {name: app, image: "outrider/demo:0.1", command: [sh, -c, "echo broken; exit 3"]}\n`,
  );
  await started.seen('ContainerTerminated', 'app', 5);
  expect(await untilItSays('app', /back-?off.*said/i)).toMatch(
    /^app exited 3 \d+ times; next start in .* \(CrashLoopBackOff\): it said “broken”; mend what it says$/,
  );
});

it('a container of any user says in a file why it ends, or its log does where the policy says so', async () => {
  const of = 'image: "outrider/demo:0.1", securityContext: {runAsUser: 1000, readOnlyRootFilesystem: true}';
  const says = 'printf "no %s" "$HOSTNAME" > /dev/termination-log; exit 3';
  const started = up(
    `  restartPolicy: OnFailure\n  containers:\n` +
      `    - {name: app, ${of}, command: [sh, -c, '${says}'], env: [{name: HOSTNAME, value: database}]}\n` +
      `    - {name: worker, ${of}, terminationMessagePolicy: FallbackToLogsOnError, command: [sh, -c, 'echo no queue; exit 4']}\n` +
      `    - {name: other, ${of}, terminationMessagePath: /tmp/why, command: [sh, -c, 'wc -c < /tmp/why; echo bye > /tmp/why']}\n`,
  );
  const messagesOf = async (container: string, times: number) => {
    await started.seen('ContainerTerminated', container, times);
    return started
      .events()
      .flatMap((event) =>
        event.type === 'ContainerTerminated' && event.container === container ? [event.message] : [],
      );
  };
  expect((await messagesOf('app', 2)).slice(0, 2)).toEqual(['no database', 'no database']);
  expect((await messagesOf('worker', 2)).slice(0, 2)).toEqual(['no queue\n', 'no queue\n']);
  expect(await messagesOf('other', 1)).toEqual(['bye\n']);
  expect(await untilItSays('app', /no database/)).toMatch(/^app exited 3 .*“no database”/);
  const { stdout } = await runOutrider(['-p', folder.project, 'ps', '--output', 'json']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.find(({ container }) => container === 'app')).toMatchObject({
    terminationMessage: 'no database',
  });
});

it('a pod in termination with one container that ignores SIGTERM', async () => {
  const started = up(
    `  terminationGracePeriodSeconds: 20\n  initContainers:\n    - {name: proxy, ${server}, restartPolicy: Always}\n` +
      `  containers:\n    - {name: app, image: "outrider/demo:0.1", command: [sh, -c, "trap '' TERM; echo deaf; while true; do sleep 1; done"]}\n`,
  );
  await started.seen('Log', 'app');
  started.process.kill('SIGINT');
  await started.seen('StopSignalSent', 'app');
  expect(await why('web')).toMatch(/app .*SIGTERM/);
  expect(await why('proxy')).toMatch(/^proxy .*app/);
});

/** Asks until the answer has that cause in it: what it asks about is on its way there. */
async function untilItSays(target: string, cause: RegExp): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const line = await why(target);
    if (cause.test(line) || Date.now() > deadline) return line;
  }
}
