import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from './child.mjs';
import { tally } from './tally.mjs';

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

/**
 * What a change must pass, in the order in which it is run; each answers with how many tests passed and failed. Some need
 * an engine with images, and `programs` (by their Debian packages), without which they skip what they cannot do.
 */
export const steps = [
  { name: 'lint', engine: false, run: () => check('node_modules/.bin/biome', ['check', '.']) },
  { name: 'typecheck', engine: false, run: () => check('node_modules/.bin/tsc', ['-p', '.']) },
  // What runs in a browser knows its DOM and nothing of Node.js.
  {
    name: 'typecheck-page',
    engine: false,
    run: () => check('node_modules/.bin/tsc', ['-p', 'src/page/app']),
  },
  { name: 'unit', engine: false, run: () => test('unit') },
  // These take time as it is: side by side they would wait for each other's processor.
  { name: 'docker', engine: true, run: () => test('docker', '--runInBand') },
  {
    name: 'terminal',
    engine: true,
    programs: { tmux: 'tmux' },
    run: () => test('terminal', '--runInBand'),
  },
];

/** A check that only passes or fails counts as one test. */
async function check(program, args) {
  const passed = (await runInForeground(program, args)) === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** The tests of one of Jest's projects. */
export function test(project, ...options) {
  return testWhere({}, project, ...options);
}

/** As `test`, with more of an environment, and by way of another program (`through` makes its command of one). */
export async function testWhere({ environment = {}, through = (command) => command }, project, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-test-'));
  const results = join(folder, 'results.json');
  const report = ['--json', `--outputFile=${results}`];
  try {
    const command = [process.execPath, ...jest, '--selectProjects', project, ...report, ...options];
    const [program, ...args] = through(command);
    const env = { ...process.env, ...environment };
    const exitCode = await runInForeground(program, args, { env });
    return count(results, exitCode);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function count(file, exitCode) {
  try {
    return tally(JSON.parse(readFileSync(file)), exitCode);
  } catch {
    return { passed: 0, failed: 1 };
  }
}
