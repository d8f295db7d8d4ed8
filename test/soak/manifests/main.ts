import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf } from './answer.ts';
import { mutated } from './mutate.ts';
import { pick, randomOf } from './random.ts';
import { shapes } from './shapes.ts';

const FOLDERS = ['test/corpus', 'test/compose/files', 'examples'];

function texts(): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

const SHAPE_BYTES = 1_000_000;
const FULL_COUNT = 20_000;

/** What is known to make a megabyte slow, each shape once. */
function soakShapes(): number {
  const names = Object.keys(shapes);
  process.stdout.write(`${names.length} shapes of 1 MB\n`);
  return names.filter((name) => {
    const faults = faultsOf(shapes[name]!(SHAPE_BYTES));
    if (faults.length > 0) process.stdout.write(`${name}: the answer ${faults.join(', ')}\n`);
    return faults.length > 0;
  }).length;
}

/** Mutated manifests and Compose files, each answered in bounded time and length; stops at the third that is not. */
function soakManifests(count: number, seed: number): number {
  const files = texts();
  process.stdout.write(`${count} mutations of ${files.length} files, seed ${seed}\n`);
  let failed = 0;
  let tried = 0;
  for (; tried < count && failed < 3; tried++) {
    const random = randomOf(seed + tried);
    const text = mutated(pick(random, files), random);
    const faults = faultsOf(text);
    if (faults.length === 0) continue;
    failed += 1;
    const shown = text.length > 4000 ? `${text.slice(0, 4000)}…` : text;
    process.stdout.write(
      `--count 1 --seed ${seed + tried}: the answer ${faults.join(', ')}\n${JSON.stringify(shown)}\n`,
    );
  }
  process.stdout.write(`${tried - failed} passed, ${failed} failed\n`);
  return failed;
}

const [count = String(FULL_COUNT), seed = '1'] = process.argv.slice(2);
// They take two minutes: a short form goes without.
const failed = Number(count) >= FULL_COUNT ? soakShapes() : 0;
process.exitCode = failed + soakManifests(Number(count), Number(seed)) > 0 ? 1 : 0;
