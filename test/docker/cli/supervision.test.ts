import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import {
  type Ended,
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

const folder = projectFolder('supervision');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
const run = promisify(execFile);
const started: Started[] = [];
const folders: string[] = [];

afterEach(async () => {
  // One that is stopped cannot end by itself.
  for (const one of started.splice(0)) one.process.kill('SIGKILL');
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => {
  folder.remove();
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** An app that takes two seconds to end, beside a sidecar. */
const web = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 20
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "trap 'exit 0' TERM; echo proxy; while true; do sleep 1 & wait; done"]
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'sleep 2; echo clean; exit 0' TERM; echo app; while true; do sleep 1 & wait; done"]
`);

function up(options: Parameters<typeof startOutrider>[1] = {}, ...more: string[]): Started {
  const one = startOutrider(cli('up', web, '--output', 'json', ...more), options);
  started.push(one);
  return one;
}

async function running(): Promise<readonly string[]> {
  const filter = ['--filter', `label=dev.outrider.project=${folder.project}`];
  const { stdout } = await run('docker', ['ps', '--format', '{{.ID}} {{.Names}}', ...filter]);
  return stdout.trim().split('\n').sort();
}

/** The process that supervises, as `ps` of the system has it: the only one that still runs detached. */
async function detachedPid(): Promise<number> {
  const { stdout } = await run('pgrep', ['-f', '--', `--project-name ${folder.project} up --left-behind`]);
  return Number(stdout.trim().split('\n')[0]);
}

function otherRuntime(): Record<string, string> {
  const path = mkdtempSync(join(tmpdir(), 'outrider-runtime-'));
  folders.push(path);
  return { XDG_RUNTIME_DIR: path };
}

/** Settles when stderr has these words. */
function says({ process: { stderr }, ended }: Started, words: string): Promise<void> {
  let text = '';
  return new Promise((resolve, reject) => {
    stderr?.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(words)) resolve();
    });
    void ended.then(() => reject(new Error(`ended before ${words}: ${text}`)));
  });
}

const quick = async (args: string[]): Promise<Ended & { seconds: number }> => {
  const begin = performance.now();
  const ended = await runOutrider(cli(...args));
  return { ...ended, seconds: (performance.now() - begin) / 1000 };
};

it('of two ups at once, one has the pod and the other touches nothing or follows it', async () => {
  const both = [up(), up()];
  const first = await Promise.any(both.map((one) => one.seen('PodReady').then(() => one)));
  const before = await running();
  const second = both.find((one) => one !== first)!;
  await Promise.race([second.ended, second.seen('PodReady').catch(() => {})]);
  expect(await running()).toEqual(before);
  first.process.kill('SIGINT');
  expect((await first.ended).exitCode).toBe(0);
  const { exitCode, stderr } = await second.ended;
  if (exitCode !== 0) expect(stderr).toMatch(/pod web is (supervised by pid \d+|being started)/);
});

it('a second up from another runtime folder is told who has the pod, and changes nothing', async () => {
  const first = up();
  await first.seen('PodReady');
  const before = await running();
  const second = await up({ env: otherRuntime() }).ended;
  expect([second.exitCode, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toContain(`pod web is supervised by pid ${first.process.pid} of `);
  expect(await running()).toEqual(before);
});

it('down from another runtime folder has the supervisor stop the pod in order', async () => {
  const first = up();
  await first.seen('PodReady');
  const { exitCode, stderr } = await runOutrider(cli('down'), { env: otherRuntime() });
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('web removed')]);
  expect((await first.ended).exitCode).toBe(0);
  const ends = first.events().flatMap((event) => (event.type === 'ContainerTerminated' ? [event] : []));
  expect(ends.map(({ container, exitCode: code }) => `${container} ${code}`)).toEqual(['app 0', 'proxy 0']);
});

it('a supervisor that is stopped costs other commands a moment, and a sentence says what it does', async () => {
  const first = up();
  await first.seen('PodReady');
  first.process.kill('SIGSTOP');
  const words = `pid ${first.process.pid}, which supervises pod web, is stopped and does not answer`;
  const [ps, why, stop, attach] = [
    await quick(['ps']),
    await quick(['why']),
    await quick(['stop', 'app']),
    await quick(['attach', '--output', 'plain']),
  ];
  for (const { stderr } of [ps, stop, attach]) expect(stderr).toContain(words);
  expect(why.stdout.split('\n')[0]).toContain(words);
  expect([ps.exitCode, why.exitCode, stop.exitCode, attach.exitCode]).toEqual([0, 1, 1, 1]);
  expect(ps.stdout).toMatch(/web +app +app +Up .* +- +0/);
  expect(why.stdout).toContain('app app: Up ');
});

it('down ends a supervisor that is stopped, and stops the pod in order', async () => {
  const first = up();
  await first.seen('PodReady');
  first.process.kill('SIGSTOP');
  const { exitCode, stderr } = await runOutrider(cli('down'));
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`pid ${first.process.pid}, which supervises pod web, is stopped: it was killed`);
  expect(stderr.indexOf('web/app exited 0')).toBeGreaterThan(stderr.indexOf('web/app sent SIGTERM'));
  expect(stderr.indexOf('web/proxy sent SIGTERM')).toBeGreaterThan(stderr.indexOf('web/app exited 0'));
});

it('a supervisor that dies in the midst of down costs no grace period', async () => {
  const first = up();
  await first.seen('PodReady');
  const down = startOutrider(cli('down'));
  started.push(down);
  await first.seen('StopSignalSent', 'app');
  first.process.kill('SIGKILL');
  const { exitCode, stderr } = await down.ended;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('web/app exited 0');
  expect(stderr.indexOf('web/proxy sent SIGTERM')).toBeGreaterThan(stderr.indexOf('web/app exited 0'));
});

it('up while down runs waits for its end, and starts the pod', async () => {
  const patient = folder.file(
    `
apiVersion: v1
kind: Pod
metadata: {name: patient}
spec:
  terminationGracePeriodSeconds: 150
  containers:
    - name: app
      image: outrider/demo:0.1
      command:
        - sh
        - -c
        - "trap 'until [ -e /tmp/go ]; do sleep 0.1; done; exit 0' TERM; while true; do sleep 1 & wait; done"
`,
    'patient.yaml',
  );
  expect((await runOutrider(cli('up', patient, '-d'))).exitCode).toBe(0);
  const down = startOutrider(cli('down'));
  started.push(down);
  await says(down, 'app sent SIGTERM');
  const again = startOutrider(cli('up', patient, '--output', 'json'));
  started.push(again);
  await says(again, 'waiting for the end of pod patient');
  await run('docker', ['exec', `${folder.project}_patient_app_0`, 'touch', '/tmp/go']);
  expect((await down.ended).exitCode).toBe(0);
  await again.seen('PodReady');
  expect((await running()).length).toBe(2);
}, 180_000);

it('down while up --detach makes a pod anew has the last word', async () => {
  await runOutrider(cli('up', web, '-d'));
  const other = folder.file(
    readFileSync(web, 'utf8').replace('spec:', 'spec:\n  hostname: other'),
    'other.yaml',
  );
  const anew = startOutrider(cli('up', other, '-d'));
  started.push(anew);
  // The pod is about to be gone, and its next one is not there yet.
  await says(anew, 'web/proxy exited');
  expect((await runOutrider(cli('down'))).exitCode).toBe(0);
  // Either it had made the pod by then, or its last line says who has ended it.
  const { exitCode, stderr } = await anew.ended;
  if (exitCode !== 0)
    expect([exitCode, stderr.trimEnd().split('\n').at(-1)]).toEqual([
      1,
      expect.stringContaining('outrider down'),
    ]);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('up --detach of a pod that nobody supervises takes it over and comes back', async () => {
  const first = up();
  await first.seen('PodReady');
  const before = await running();
  first.process.kill('SIGKILL');
  await first.ended;
  expect((await runOutrider(cli('up', web, '-d'))).exitCode).toBe(0);
  expect(await running()).toEqual(before);
  expect((await runOutrider(cli('why'))).stdout).toBe('the pod is ready, nothing waits\n');
});

it('attach that loses its supervisor says so', async () => {
  const first = up();
  await first.seen('PodReady');
  const attached = startOutrider(cli('attach', '--output', 'json'));
  started.push(attached);
  await attached.seen('PodReady');
  first.process.kill('SIGKILL');
  const { exitCode, stderr } = await attached.ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`the supervisor of web (pid ${first.process.pid}) is gone`);
});

it('a detached run honours what it is given, and leaves no file behind', async () => {
  const runtime = otherRuntime();
  const state = mkdtempSync(join(tmpdir(), 'outrider-state-'));
  folders.push(state);
  const env = { ...runtime, XDG_STATE_HOME: state };
  const recording = join(state, 'run.gz');
  const detached = await runOutrider(cli('up', web, '-d', '--record', recording, '--for', '500ms'), { env });
  expect(detached.exitCode).toBe(0);
  const pid = await detachedPid();
  const attached = await runOutrider(cli('attach', '--output', 'json'), { env });
  expect([attached.exitCode, attached.stderr]).toEqual([0, '']);
  await expect(waitForEnd(pid)).resolves.toBeUndefined();
  expect(existsSync(recording)).toBe(true);
  expect((await runOutrider(cli('down'), { env })).exitCode).toBe(0);
  expect(readdirSync(join(runtime['XDG_RUNTIME_DIR']!, 'outrider'))).toEqual([]);
  expect(readdirSync(join(state, 'outrider', 'runs'))).toEqual([]);
});

it('what only shows something is refused where nothing is shown', async () => {
  const { exitCode, stderr } = await runOutrider(cli('up', web, '-d', '--verbose'));
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--verbose is about what is shown')]);
});

it('up --detach of a pod that fails at once ends with its exit code, and the next one runs it again', async () => {
  const job = folder.file(
    `
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  containers: [{name: app, image: "outrider/demo:0.1", command: [sh, -c, "exit 7"]}]
`,
    'job.yaml',
  );
  const first = await runOutrider(cli('up', job, '-d', '--wait'));
  expect([first.exitCode, first.stderr]).toEqual([7, expect.stringContaining('app exited 7')]);
  const attached = await runOutrider(cli('up', job, '--output', 'json'));
  expect(attached.exitCode).toBe(7);
  expect(attached.stdout).toContain('"ContainerRunning"');
});

it('two folders of one name do not touch each other', async () => {
  const base = mkdtempSync(join(tmpdir(), 'outrider-folders-'));
  folders.push(base);
  const name = `${folder.project}-shop`;
  const files = ['one', 'two'].map((parent) => {
    mkdirSync(join(base, parent, name), { recursive: true });
    const file = join(base, parent, name, 'pod.yaml');
    writeFileSync(
      file,
      `{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: app, image: "outrider/demo:0.1", command: [sleep, "1000"]}]}}`,
    );
    return file;
  });
  const first = startOutrider(['up', files[0]!, '--output', 'json']);
  started.push(first);
  await first.seen('PodReady');
  const second = await runOutrider(['up', files[1]!, '--output', 'json']);
  expect([second.exitCode, second.stdout]).toEqual([2, '']);
  expect(second.stderr).toContain(`project ${name} belongs to ${join(base, 'one', name)}`);
  first.process.kill('SIGINT');
  expect((await first.ended).exitCode).toBe(0);
  expect(await leftOf(name)).toEqual([]);
});

it('down removes volumes and networks that have no container any more, and says so', async () => {
  const file = folder.file(
    `
apiVersion: v1
kind: Pod
metadata: {name: vol}
spec:
  volumes: [{name: data, emptyDir: {}}]
  containers: [{name: app, image: "outrider/demo:0.1", command: [sleep, "1000"], volumeMounts: [{name: data, mountPath: /data}]}]
`,
    'vol.yaml',
  );
  const first = startOutrider(cli('up', file, '--output', 'json'));
  started.push(first);
  await first.seen('PodReady');
  first.process.kill('SIGKILL');
  await first.ended;
  const ids = (await running()).map((line) => line.split(' ')[0]!);
  await run('docker', ['rm', '--force', ...ids]);
  const { exitCode, stderr } = await runOutrider(cli('down'));
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`volume ${folder.project}_vol_data removed`);
  expect(stderr).toContain(`network outrider_${folder.project} removed`);
});

it('a container of somebody else that carries the labels is neither listed nor removed', async () => {
  const name = `${folder.project}-foreign`;
  const label = ['--label', `dev.outrider.project=${folder.project}`, '--label', 'dev.outrider.pod=web'];
  await run('docker', [
    'run',
    '--detach',
    '--name',
    name,
    ...label,
    '--entrypoint',
    'sleep',
    'outrider/demo:0.1',
    '1000',
  ]);
  try {
    expect((await runOutrider(cli('ps', '--output', 'json'))).stdout).toBe('');
    await runOutrider(cli('down'));
    const { stdout } = await run('docker', ['inspect', '--format', '{{.State.Running}}', name]);
    expect(stdout).toBe('true\n');
  } finally {
    await run('docker', ['rm', '--force', name]);
  }
});

it('a pod that nobody supervises any more does not block the others of its project', async () => {
  const lonely = folder.file(
    '{apiVersion: v1, kind: Pod, metadata: {name: quiet}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: app, image: "outrider/demo:0.1", command: [sleep, "1000"]}]}}',
    'quiet.yaml',
  );
  const first = up();
  const second = startOutrider(cli('up', lonely, '--output', 'json'));
  started.push(second);
  await Promise.all([first.seen('PodReady'), second.seen('PodReady')]);
  second.process.kill('SIGKILL');
  await second.ended;
  const why = await runOutrider(cli('why', 'web'));
  expect([why.exitCode, why.stderr]).toEqual([0, '']);
  expect((await runOutrider(cli('timeline', 'web'))).exitCode).toBe(0);
  expect((await runOutrider(cli('restart', 'web/app'))).exitCode).toBe(0);
  const ps = await runOutrider(cli('ps'));
  expect([ps.exitCode, ps.stderr]).toEqual([0, expect.stringContaining('quiet')]);
  expect((await runOutrider(cli('down', 'quiet'))).stderr).toContain('quiet removed');
  expect((await runOutrider(cli('why', 'web'))).exitCode).toBe(0);
});

it('a name that every object has is no container', async () => {
  const first = up();
  await first.seen('PodReady');
  const { exitCode, stderr } = await runOutrider(cli('restart', 'toString'));
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no pod or container toString')]);
});

function waitForEnd(pid: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // tail(1) ends when the process does.
    spawn('tail', [`--pid=${pid}`, '-f', '/dev/null'])
      .on('exit', () => resolve())
      .on('error', reject);
  });
}
