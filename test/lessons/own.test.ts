import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder } from '../support/cli/run-outrider.ts';
import { createPlayer } from './support/player.ts';

const home = projectFolder('own-lesson');
const player = createPlayer('own');
afterAll(async () => {
  await player.tryLesson('end');
  player.remove();
  home.remove();
}, 120_000);

it('a new lesson can be played from its own folder, asks from this machine too, and is reported', async () => {
  const own = join(home.path, 'mine');
  await player.lesson('new', own);
  const file = join(own, 'lesson.yaml');
  const outside = `
      - name: outside
        says: This machine gets an answer
        request: {from: outside, url: "http://web:8080/healthz", status: 200, contains: ok}
    hints:`;
  writeFileSync(file, readFileSync(file, 'utf8').replace('\n    hints:', outside));
  await player.lesson('start', own, player.folder);
  const red = await player.check('2s');
  expect(red.checks.find(({ name }) => name === 'probed')?.is).toBe('red');
  expect((await player.tryLesson('start', own, player.folder)).stderr).toContain('has begun already');
  await player.lesson('hint');
  await player.lesson('solve');
  expect((await player.check('120s')).checks.filter(({ is }) => is !== 'green')).toEqual([]);
  const { stdout } = await player.lesson('report', '--json', '--name', 'anna');
  writeFileSync(join(home.path, 'anna.json'), stdout);
  expect((await player.lesson('report', home.path)).stdout).toMatch(/^anna +mine +1\/1 +0 +1 +the end$/m);
  writeFileSync(join(player.folder, 'pod.yaml'), 'kind: Pood\n');
  expect((await player.tryLesson('check')).exitCode).toBe(2);
  await player.lesson('end');
  expect(await leftOf(player.project)).toEqual([]);
  expect(existsSync(join(player.folder, 'pod.yaml'))).toBe(true);
}, 400_000);
