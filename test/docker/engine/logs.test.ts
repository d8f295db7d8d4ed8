import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EngineLogLine, LogOptions } from '../../../src/supervisor/ports.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, patience, script } from './lab.ts';

let lab: Lab;
let web: LabPod;

beforeAll(async () => {
  lab = await openLab();
  web = await lab.up(
    pod({
      containers: [
        container({
          name: 'both',
          ...script(
            'for n in 1 2 3; do echo out $n; sleep 0.01; echo err $n >&2; sleep 0.01; done; printf end',
          ),
        }),
        container({ name: 'long', ...script('head -c 50000 /dev/zero | tr "\\0" x; echo; echo after') }),
        container({ name: 'terminal', ...script('echo one; echo two'), tty: true }),
        container({ name: 'flood', ...script('seq 1 20000') }),
        container({ name: 'talks', ...script('echo begun; while :; do sleep 0.05; done') }),
      ],
    }),
  );
}, 60_000);

afterAll(() => lab.close(), 60_000);

async function read(id: string, options: LogOptions): Promise<readonly EngineLogLine[]> {
  const lines: EngineLogLine[] = [];
  for await (const line of web.engine.logs(id, options, patience)) lines.push(line);
  return lines;
}

it('follows from the first line to the last, both streams, in order, even a line without an end', async () => {
  const id = await web.run('both');
  const lines = await read(id, { follow: true });
  expect(lines.map(({ stream, line, partial }) => `${stream} ${line}${partial ? '…' : ''}`)).toEqual([
    'stdout out 1',
    'stderr err 1',
    'stdout out 2',
    'stderr err 2',
    'stdout out 3',
    'stderr err 3',
    'stdout end…',
  ]);
  expect(lines.map(({ time }) => time)).toEqual([...lines.map(({ time }) => time)].sort());
  const [, second, third] = lines;
  expect(await read(id, { follow: false, since: second!.time })).toEqual(lines.slice(2));
  expect(await read(id, { follow: true, since: third!.time })).toEqual(lines.slice(3));
  expect((await read(id, { follow: false, tail: 2 })).map(({ line }) => line)).toEqual(['err 3', 'end']);
}, 30_000);

it('a line that the engine cuts in pieces is one line', async () => {
  const lines = await read(await web.run('long'), { follow: true });
  expect(lines.map(({ line }) => line.length)).toEqual([50_000, 5]);
}, 30_000);

it('a terminal’s output has clean lines', async () => {
  const lines = await read(await web.run('terminal'), { follow: true });
  expect(lines.map(({ line }) => line)).toEqual(['one', 'two']);
}, 30_000);

it('nothing is lost of a flood', async () => {
  const lines = await read(await web.run('flood'), { follow: true });
  expect(lines.map(({ line }) => Number(line))).toEqual(Array.from({ length: 20_000 }, (_, n) => n + 1));
}, 60_000);

it('ends when the caller has heard enough, or gives up', async () => {
  const id = await web.run('talks');
  for await (const { line } of web.engine.logs(id, { follow: true }, patience)) {
    expect(line).toBe('begun');
    break;
  }
  const controller = new AbortController();
  for await (const _ of web.engine.logs(id, { follow: true }, controller.signal)) controller.abort();
}, 30_000);

it('ends with the container, also when that is removed by force', async () => {
  const id = await web.run('talks', 1);
  const lines: string[] = [];
  for await (const { line } of web.engine.logs(id, { follow: true }, patience)) {
    lines.push(line);
    await web.engine.removeContainer(id, patience);
  }
  expect(lines).toEqual(['begun']);
}, 30_000);
