import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const docker = (...args: string[]) => promisify(execFile)('docker', args);
const folder = projectFolder('bundle');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
/** An image that only this test has. */
const image = `outrider/test-bundle-${process.pid}:1`;
const out = join(folder.path, 'lab.tar');
const generous = 180_000;

const manifest = `# a job
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  containers:
    - {name: app, image: "${image}", command: [sh, -c, "echo it runs with $WORD"], env: [{name: WORD, value: nothing}]}
---
apiVersion: v1
kind: Secret
metadata: {name: token}
stringData: {key: s3cr3t-value}
`;

beforeAll(async () => {
  await docker('tag', 'outrider/demo:0.1', image);
}, generous);

afterAll(async () => {
  await outrider('down');
  await docker('rmi', image).catch(() => {});
  folder.remove();
}, generous);

it(
  'pods run from a bundle where their image was never, and no Secret is in it',
  async () => {
    const file = folder.file(manifest, 'job.yaml');
    const needed = JSON.parse((await outrider('images', file, '-o', 'json')).stdout);
    expect(needed).toContainEqual(expect.objectContaining({ image, isThere: true }));
    const saved = await outrider('bundle', 'save', file, '-o', out);
    expect(saved).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the Secret token of') });
    expect(readFileSync(out).includes('s3cr3t-value')).toBe(false);
    expect(await outrider('bundle', 'verify', out)).toMatchObject({ exitCode: 0 });

    await docker('rmi', image);
    expect((await outrider('images', file)).exitCode).toBe(1);
    const folderOfLab = join(folder.path, 'lab');
    const loaded = await outrider('bundle', 'load', out);
    expect(loaded).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('up job.yaml --pull never'),
    });
    expect(readFileSync(join(folderOfLab, 'job.yaml'), 'utf8')).toContain('# a job');
    const ran = await outrider('up', join(folderOfLab, 'job.yaml'), '--pull', 'never', '-o', 'plain');
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('it runs with nothing') });
  },
  generous,
);

it(
  'a bundle that was changed or cut off is told, and nothing of it is loaded',
  async () => {
    const bytes = readFileSync(out);
    mkdirSync(join(folder.path, 'bad'));
    const cut = join(folder.path, 'bad', 'cut.tar');
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
    expect(await outrider('bundle', 'verify', cut)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /images\.tar\.(gz|zst) is missing|is not as it was saved|ends in the middle/,
      ),
    });
    const changed = join(folder.path, 'bad', 'changed.tar');
    const other = Buffer.from(bytes);
    other[bytes.indexOf('# a job') + 2] = 0x41;
    writeFileSync(changed, other);
    const loaded = await outrider('bundle', 'load', changed);
    expect(loaded).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('job.yaml is not as it was saved'),
    });
    expect((await outrider('bundle', 'verify', join(folder.path, 'job.yaml'))).exitCode).toBe(2);
  },
  generous,
);

it(
  '--pull never refuses what is not there, and asks no registry',
  async () => {
    const file = folder.file(manifest.replaceAll(image, `${image}0`), 'other.yaml');
    const { exitCode, stderr } = await outrider(
      'up',
      file,
      '--pull',
      'never',
      '--timeout',
      '60s',
      '-o',
      'plain',
    );
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('is not pulled');
  },
  generous,
);
