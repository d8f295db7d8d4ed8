import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { buildxArguments, buildxBuild, hasBuildx } from '../../../../../src/docker/images/build/buildx.ts';
import { patience } from '../../fake-daemon.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-buildx-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A docker command that does what a shell does. */
function docker(script: string): { readonly options: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'docker'), 0o755);
  return { options: ['--host', 'unix:///here'], env: { PATH: `${folder}:${process.env['PATH']}` } };
}

it('everything that a build says stands in the command line, and no value of a secret', () => {
  const build = {
    context: '/shop',
    dockerfile: 'app/Dockerfile',
    args: { A: '1 2' },
    target: 'run',
    tags: ['b'],
    labels: { l: 'm' },
    cacheFrom: ['c'],
    cacheTo: ['type=inline'],
    noCache: true,
    pull: true,
    network: 'none',
    shmBytes: 64,
    extraHosts: ['h=10.0.0.1'],
    ssh: ['default'],
    secrets: [
      { id: 's', file: '/shop/s.txt' },
      { id: 't', environment: 'T' },
    ],
    additionalContexts: { base: 'docker-image://shop-base' },
  };
  const words = buildxArguments({ image: 'a', build, platform: 'linux/arm64' }).join(' ');
  expect(words).toBe(
    'buildx build --load --progress plain --tag a --tag b --file /shop/app/Dockerfile --build-arg A=1 2 --label l=m ' +
      '--target run --cache-from c --cache-to type=inline --no-cache --pull --network none --shm-size 64 ' +
      '--add-host h=10.0.0.1 --ssh default --secret id=s,src=/shop/s.txt --secret id=t,env=T ' +
      '--build-context base=docker-image://shop-base --platform linux/arm64 /shop',
  );
});

it('the command counts only with its plugin', async () => {
  expect(await hasBuildx(docker('test "$1" = buildx'), patience())).toBe(true);
  expect(await hasBuildx(docker('exit 1'), patience())).toBe(false);
  expect(await hasBuildx({ options: [], env: { PATH: '/nowhere' } }, patience())).toBe(false);
});

it('a Dockerfile within the file is read from standard input, and every line is told', async () => {
  const lines: string[] = [];
  const command = docker('echo "$1 $2"; cat >&2');
  const build = { context: '/shop', dockerfileInline: 'FROM scratch\n' };
  await buildxBuild(command, { image: 'a', build }, (line) => lines.push(line), patience());
  expect(lines.toSorted()).toEqual(['--host unix:///here', 'FROM scratch']);
});

it('a build that fails is told with its last lines', async () => {
  const command = docker('echo "Dockerfile:3"; exit 7');
  await expect(
    buildxBuild(command, { image: 'a', build: { context: '/shop' } }, () => {}, patience()),
  ).rejects.toThrow('cannot build a: BuildKit ended with 7\n  | Dockerfile:3');
});

it('a build ends with its signal', async () => {
  const stop = new AbortController();
  const building = buildxBuild(
    docker('echo begun; exec sleep 300'),
    { image: 'a', build: { context: '/shop' } },
    () => stop.abort(),
    stop.signal,
  );
  await expect(building).rejects.toMatchObject({ code: 'aborted' });
});
