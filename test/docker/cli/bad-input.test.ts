import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('bad-input');
afterAll(() => folder.remove());

/** What nobody may see: a stack trace, or data where there is none. */
async function refused(text: string): Promise<{ exitCode: number | null; lines: readonly string[] }> {
  const file = folder.file(text);
  const { exitCode, stdout, stderr } = await runOutrider([
    '-p',
    folder.project,
    'up',
    file,
    '--output',
    'json',
  ]);
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  const lines = stderr.replaceAll(file, 'pod.yaml').split('\n');
  if (exitCode === 2) expect(stdout).toBe('');
  return { exitCode, lines: lines.filter((line) => line.startsWith('pod.yaml:')) };
}

const pod = (spec: string, annotations = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\n${annotations}spec:\n${spec}`;

afterEach(async () => {
  expect(await leftOf(folder.project)).toEqual([]);
});

describe('bad input is told with its place, all of it at once, and nothing is created', () => {
  const cases: readonly (readonly [name: string, text: string, expected: readonly RegExp[]])[] = [
    ['not YAML', 'a: [', [/^pod.yaml:\d+:\d+: error: not YAML/]],
    [
      'an unknown field',
      pod('  containers:\n    - name: app\n      image: outrider/demo:0.1\n      imagePullPolcy: Never\n'),
      [/^pod.yaml:9:7: error: .*imagePullPolcy/],
    ],
    [
      'a wrong type',
      pod(
        '  terminationGracePeriodSeconds: soon\n  containers:\n    - {name: app, image: "outrider/demo:0.1"}\n',
      ),
      [/^pod.yaml:6:34: error: /],
    ],
    [
      'two containers of one name',
      pod(
        '  containers:\n    - {name: app, image: "outrider/demo:0.1"}\n    - {name: app, image: "outrider/demo:0.1"}\n',
      ),
      [/^pod.yaml:8:\d+: error: .*app/],
    ],
    [
      'a probe on a plain init container',
      pod(
        '  initContainers:\n    - name: init\n      image: outrider/demo:0.1\n      startupProbe: {exec: {command: ["true"]}}\n' +
          '  containers:\n    - {name: app, image: "outrider/demo:0.1"}\n',
      ),
      [/^pod.yaml:9:\d+: error: .*init/],
    ],
    [
      'a volumeMount without a volume',
      pod(
        '  containers:\n    - name: app\n      image: outrider/demo:0.1\n      volumeMounts: [{name: nowhere, mountPath: /data}]\n',
      ),
      [/^pod.yaml:9:\d+: error: .*nowhere/],
    ],
    [
      'equal proxy and app uids',
      pod(
        '  initContainers:\n    - {name: proxy, image: "outrider/demo:0.1", restartPolicy: Always}\n' +
          '  containers:\n    - name: app\n      image: outrider/demo:0.1\n      securityContext: {runAsUser: 1337}\n',
        '  annotations:\n    outrider.dev/capture: "proxy: proxy"\n',
      ),
      [/^pod.yaml:6:27: error: .*uid 1337/],
    ],
    [
      'several problems',
      pod(
        '  restartPolicy: Sometimes\n  containers:\n    - name: app\n      image: outrider/demo:0.1\n      volumeMounts: [{name: nowhere, mountPath: /data}]\n      color: blue\n',
      ),
      [/^pod.yaml:6:18: error: /, /^pod.yaml:10:\d+: error: .*nowhere/, /^pod.yaml:11:7: error: .*color/],
    ],
  ];

  it.each(cases)('%s', async (_name, text, expected) => {
    const { exitCode, lines } = await refused(text);
    expect(exitCode).toBe(2);
    expect(lines).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(lines[index]).toMatch(pattern);
  });
});

describe('what only the engine can know ends with exit code 1 and leaves nothing behind', () => {
  it('an image that does not exist', async () => {
    const { exitCode, lines } = await refused(
      pod('  containers:\n    - name: app\n      image: nobody/has-this:1\n      imagePullPolicy: Never\n'),
    );
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^pod.yaml:8:14: error: .*nobody\/has-this:1/)]);
  });

  it('a published port that is taken', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '0.0.0.0', () => resolve((server.address() as { port: number }).port));
    });
    try {
      const { exitCode, lines } = await refused(
        pod(
          `  containers:\n    - name: app\n      image: outrider/demo:0.1\n      args: [server]\n      ports: [{containerPort: 8080, hostPort: ${port}}]\n`,
        ),
      );
      expect(exitCode).toBe(1);
      expect(lines).toEqual([
        expect.stringMatching(
          new RegExp(`^pod.yaml:10:\\d+: error: .*port ${port} of this machine is taken`),
        ),
      ]);
    } finally {
      server.close();
    }
  });
});

it('a file that is not there, a missing argument and an unknown command are usage errors', async () => {
  const runs = await Promise.all([
    runOutrider(['up', '/nowhere.yaml']),
    runOutrider(['up']),
    runOutrider(['upp']),
  ]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
  expect(runs.map(({ stdout }) => stdout)).toEqual(['', '', '']);
  expect(runs[0]!.stderr).toBe('outrider: cannot read /nowhere.yaml: there is no such file\n');
});

it('up --detach of a file that is wrong leaves nothing behind, neither a process nor a file', async () => {
  const state = mkdtempSync(join(tmpdir(), 'outrider-state-'));
  try {
    const file = folder.file('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {}\n', 'wrong.yaml');
    const { exitCode } = await runOutrider(['-p', folder.project, 'up', '-d', file], {
      env: { XDG_STATE_HOME: state },
    });
    expect(exitCode).toBe(2);
    expect(readdirSync(join(state, 'outrider', 'runs'))).toEqual([]);
    const isThere = (): boolean =>
      spawnSync('pgrep', ['-f', '--', `--project-name ${folder.project} up`]).status === 0;
    while (isThere()) await new Promise(setImmediate);
  } finally {
    rmSync(state, { recursive: true });
  }
});

it('without an engine the exit code is 3 and the places that were tried are named', async () => {
  const file = folder.file(pod('  containers:\n    - {name: app, image: "outrider/demo:0.1"}\n'));
  const { exitCode, stderr } = await runOutrider(['-H', 'unix:///nowhere.sock', 'up', file]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('unix:///nowhere.sock');
});

it('one project and all of them at once is refused before anything is stopped', async () => {
  const { exitCode, stderr } = await runOutrider(['-p', folder.project, 'down', '--all']);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^outrider: --all means every project/)]);
});
