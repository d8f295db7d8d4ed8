import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { table } from '../table.mjs';

/** No engine: the recording is made up. */
export const images = [];

const root = join(import.meta.dirname, '..', '..', '..');

/** How long it takes from a key to the drawing that answers it, in a report with many lines, while it is read and then. */
export async function run(args) {
  const { values } = parseArgs({ args, options: { lines: { type: 'string', default: '1000000' } } });
  const { program, reason } = await findChromium();
  if (!program) throw new Error(reason);
  const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  try {
    const document = await makeReport(folder, Number(values.lines));
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(pathToFileURL(document).href, { waitUntil: 'commit' });
    const rows = [await measure(page, 'while it is read', 20)];
    const begin = performance.now();
    const whole = new Intl.NumberFormat('en').format(Number(values.lines));
    await page.locator('.log output', { hasText: `${whole} lines` }).waitFor({ timeout: 300_000 });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    rows.push(await measure(page, 'once it is read', 60));
    const megabytes = ((await stat(document)).size / 1e6).toFixed(0);
    console.log(`${whole} lines, a file of ${megabytes} MB, read ${seconds} s after the first row\n`);
    console.log(table([['', 'keys', 'p50 ms', 'p95', 'most'], ...rows]));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeReport(folder, lines) {
  const module = join(folder, 'recording.mjs');
  await build({
    entryPoints: [join(root, 'test/page/support/recording.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: module,
    logLevel: 'error',
  });
  const [recording, document] = [join(folder, 'run.rec'), join(folder, 'run.html')];
  const { shopEvents, writeRecording } = await import(module);
  await writeRecording(recording, shopEvents(lines));
  execFileSync(process.execPath, [join(root, 'dist/main.js'), 'report', recording, '-o', document]);
  return document;
}

/** Keys of a person who filters, goes through the lines and moves the cursor; the browser says when each was drawn. */
async function measure(page, name, times) {
  await page.locator('.log').waitFor();
  await page.evaluate(() => {
    globalThis.durations = [];
    globalThis.watcher?.disconnect();
    globalThis.watcher = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry.name === 'keydown') globalThis.durations.push(entry.duration);
    });
    globalThis.watcher.observe({ type: 'event', durationThreshold: 16 });
  });
  let pressed = 0;
  const press = async (key) => {
    await page.keyboard.press(key);
    pressed += 1;
    await page.waitForTimeout(60);
  };
  while (pressed < times) {
    await press('/');
    for (const key of [
      'a',
      'c',
      'c',
      'e',
      'p',
      'Backspace',
      'Backspace',
      'Backspace',
      'Backspace',
      'Backspace',
    ])
      await press(key);
    await page.locator('.lines').focus();
    for (const key of ['ArrowUp', 'PageUp', 'Home', 'End', 'ArrowLeft', 'ArrowRight', '+', '-'])
      await press(key);
  }
  await page.waitForTimeout(500);
  // What was drawn within 16 ms, a frame, is not told.
  const told = await page.evaluate(() => globalThis.durations);
  const all = [...told, ...Array(Math.max(0, pressed - told.length)).fill(16)].sort((a, b) => a - b);
  const at = (share) => String(all[Math.min(all.length - 1, Math.floor(share * all.length))]);
  return [name, String(pressed), at(0.5), at(0.95), String(all.at(-1))];
}
