import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../support/cli/run-outrider.ts';

const folder = projectFolder('compose-pre-start');
const image = `${folder.project}-web`;
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(async () => {
  folder.remove();
  await promisify(execFile)('docker', ['image', 'rm', '--force', image]).catch(() => {});
});

const file = (last: string): string =>
  folder.file(`services:
  web:
    image: ${image}
    build:
      context: .
      dockerfile_inline: |
        FROM outrider/demo:0.1
        ENTRYPOINT []
    command: [cat, /data/log]
    environment: {A: of the service, B: of the service}
    volumes: ["data:/data"]
    pre_start:
      - command: [sh, -c, 'echo "1: $$A, $$B" >> /data/log']
        environment: {B: of the step}
      - image: ${image}
        command: [sh, -c, 'echo "2: $$(id -u) in $$(pwd)" >> /data/log; ${last}']
        user: "0"
        working_dir: /tmp
volumes: {data: {}}
`);

it('steps of pre_start run to their ends in order, with what each says, before the service', async () => {
  const run = startOutrider(['-p', folder.project, 'up', file('exit 0'), '--output', 'json']);
  const { exitCode } = await run.ended;
  const lines = run.events().flatMap((event) => (event.type === 'Log' ? [event.line] : []));
  expect(lines).toEqual(['1: of the service, of the step', '2: 0 in /tmp']);
  expect(exitCode).toBe(0);
}, 120_000);

it('a step of pre_start that fails ends up, and the service does not start', async () => {
  const run = startOutrider(['-p', folder.project, 'up', file('exit 3'), '--output', 'json']);
  const { exitCode } = await run.ended;
  expect(exitCode).not.toBe(0);
  const ran = run.events().flatMap((event) => (event.type === 'ContainerRunning' ? [event.container] : []));
  expect(ran).toEqual(['web-pre-start-1', 'web-pre-start-2']);
}, 120_000);
