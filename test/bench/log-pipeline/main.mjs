import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { spread } from '../statistics.mjs';
import { table } from '../table.mjs';
import { sources, streams } from './streams.mjs';

/** No engine: what the pure part of the log path costs, from the engine's bytes to the bytes of the output. */
export const images = [];

const rounds = 5;
const containers = 5;
const linesEach = 200_000;
const lines = containers * linesEach;

/** CPU time, not wall time: the machine may do other things as well. */
export async function run() {
  const logs = await bundle();
  const plain = streams(containers, linesEach, (name, n) => `container ${name} line ${n} `.padEnd(100, 'x'));
  const json = streams(containers, linesEach, (name, n) =>
    JSON.stringify({
      level: 'info',
      ts: 1_767_323_045 + n,
      caller: 'main.go:1',
      msg: `${name} line ${n}`,
      n,
    }),
  );
  const measured = [
    ['frames → lines', () => readAll(logs, plain, false)],
    ['frames → lines → text', () => readAll(logs, plain, true)],
    ['… → merged → raw', () => pipeline(logs, plain, { output: 'raw', colors: false })],
    ['… → merged → pretty', () => pipeline(logs, plain, { output: 'pretty', colors: false })],
    ['… → merged → pretty, colours', () => pipeline(logs, plain, { output: 'pretty', colors: true })],
    ['… → merged → json', () => pipeline(logs, plain, { output: 'json', colors: false })],
    ['JSON lines → merged → laid out', () => pipeline(logs, json, { output: 'pretty', colors: true })],
  ].map(([name, work]) => [name, spread(cpuMs(work))]);
  const rows = measured.map(([name, { median, min, max }]) => [
    name,
    ...[median, min, max].map((ms) => ms.toFixed(0)),
    (lines / median / 1000).toFixed(2),
  ]);
  console.log(`${lines} lines of 100 bytes from ${containers} containers, ${rounds} rounds\n`);
  console.log(table([['', 'CPU ms', 'least', 'most', 'M lines/s'], ...rows]));
}

/** One round before the measured ones lets the compiler do its work. */
function cpuMs(work) {
  work();
  return Array.from({ length: rounds }, () => {
    const begin = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
}

function readAll({ createLogReader, createBatcher, textAt }, inputs, asText) {
  let taken = 0;
  for (const chunks of inputs) {
    const { add, take } = createBatcher();
    const reader = createLogReader({ tty: false, onLine: add });
    for (const chunk of chunks) {
      reader.push(chunk);
      for (const batch of take()) {
        if (!asText) taken += batch.length;
        else for (let index = 0; index < batch.length; index++) taken += textAt(batch, index).length;
      }
    }
  }
  return taken;
}

function pipeline({ createLogReader, createBatcher, isEarlier, createMerge, createEncoder }, inputs, format) {
  const from = new Map(sources(inputs.length).map((source) => [source.container, source]));
  const names = [...from.keys()];
  const known = [...from.values()].map(({ container, role }) => ({ name: container, role }));
  const encoder = createEncoder({ ...format, containers: known, onChunk: () => {} });
  const merge = createMerge({
    onLine: (name, lines, index) => encoder.line(from.get(name), lines, index),
    isEarlier,
    bytesOf: ({ chunk }) => chunk.length,
    windowMs: 1e9,
  });
  for (const name of names) merge.open(name);
  const readers = names.map((name) => {
    const { add, take } = createBatcher();
    const reader = createLogReader({ tty: false, onLine: add });
    return {
      push: (chunk) => {
        reader.push(chunk);
        for (const batch of take()) merge.push(name, batch, 0);
      },
    };
  });
  const most = Math.max(...inputs.map(({ length }) => length));
  for (let at = 0; at < most; at++) {
    for (const [index, reader] of readers.entries()) if (inputs[index][at]) reader.push(inputs[index][at]);
  }
  for (const name of names) merge.close(name, 0);
  encoder.flush();
}

/** The modules as they are built for the program. */
async function bundle() {
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  const outfile = join(folder, 'logs.mjs');
  const modules = ['lines', 'batch', 'merge', 'encode'].map((name) => `export * from './${name}.ts';`);
  const stdin = { contents: modules.join('\n'), resolveDir: join(import.meta.dirname, '../../../src/logs') };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const built = await import(pathToFileURL(outfile));
  await rm(folder, { recursive: true });
  return built;
}
