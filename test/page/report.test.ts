import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startOutrider } from '../support/cli/run-outrider.ts';
import { serious } from './support/axe.ts';
import { launch, open } from './support/browser.ts';
import { shopEvents, writeRecording } from './support/recording.ts';

const lines = 4000;
/** axe looks at every element's colours, on a machine that may be busy. */
const slowMs = 240_000;
let [browser, folder, address]: [Browser, string, string] = [undefined as never, '', ''];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrider-page-'));
  const [recording, document] = [join(folder, 'shop.rec'), join(folder, 'shop.html')];
  await writeRecording(recording, shopEvents(lines));
  expect(await startOutrider(['report', recording, '-o', document]).ended).toMatchObject({ exitCode: 0 });
  address = pathToFileURL(document).href;
  browser = await launch();
}, slowMs);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** How many lines the log says that it has. */
async function count(page: Page, words: string | RegExp): Promise<void> {
  await page.locator('.log output', { hasText: words }).waitFor();
}

it('opens from the disk and asks for nothing', async () => {
  const { page, requests, errors } = await open(browser, address);
  await count(page, /^4,000 lines$/);
  expect(await page.locator('.pod-name').allTextContents()).toEqual(['web', 'server']);
  expect(await page.locator('.arrow text').first().textContent()).toContain('10.89.0.2:8080');
  await page.getByRole('tab', { name: /Findings/ }).click();
  await page.locator('.findings h3', { hasText: 'server' }).waitFor();
  expect(requests).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});

it('filters by a pattern, by level and by container, and says what is wrong with a pattern', async () => {
  const { page, errors } = await open(browser, address);
  const filter = page.getByRole('searchbox', { name: 'Filter the log' });
  await filter.fill('needle');
  await count(page, '1 of 4,000');
  const row = page.getByRole('option');
  // What is in a line is text, also where it looks like a document.
  expect(await row.locator('.text').textContent()).toBe('needle in the log <b>&amp; its haystack</script>');
  expect(await row.locator('mark').textContent()).toBe('needle');
  await filter.fill('(');
  await page.getByRole('alert').waitFor();
  await filter.fill('');
  await page.getByRole('combobox', { name: 'Least level' }).selectOption('error');
  await count(page, '4 of 4,000');
  await page.getByRole('combobox', { name: 'Least level' }).selectOption('');
  await page.getByRole('checkbox', { name: 'web/app' }).click();
  await count(page, '2,000 of 4,000');
  expect(errors).toEqual([]);
  await page.close();
});

it('finds the next line that matches, and the one before', async () => {
  const { page } = await open(browser, address);
  await count(page, '4,000 lines');
  await page.keyboard.press('f');
  await page.keyboard.type('was lost');
  await page.keyboard.press('Enter');
  const selected = page.locator('[aria-selected="true"].line .text');
  await selected.filter({ hasText: 'request 500 was lost' }).waitFor();
  await page.keyboard.press('Enter');
  await selected.filter({ hasText: 'request 1500 was lost' }).waitFor();
  await page.keyboard.press('Shift+Enter');
  await selected.filter({ hasText: 'request 500 was lost' }).waitFor();
  await page.getByRole('region', { name: 'Selected line' }).getByText('web/app').waitFor();
  await page.close();
});

it('shows what was so at the moment of the cursor, and a link brings that back', async () => {
  const { page } = await open(browser, address);
  await count(page, '4,000 lines');
  const state = page.locator('.unseen li', { hasText: 'pod server' });
  await state.filter({ hasText: 'CrashLoopBackOff' }).waitFor({ state: 'attached' });
  await page.keyboard.press('Home');
  await state.filter({ hasText: 'Pending' }).waitFor({ state: 'attached' });
  const slider = page.getByRole('slider', { name: 'Moment' });
  const box = (await slider.boundingBox())!;
  await slider.click({ position: { x: box.width / 2, y: 40 } });
  await state.filter({ hasText: 'Ready' }).waitFor({ state: 'attached' });
  await page.getByRole('tab', { name: 'Traffic' }).click();
  const packets = page
    .getByRole('row', { name: /outbound-redirect/ })
    .locator('.number')
    .first();
  const then = Number(await packets.textContent());
  expect(then).toBeGreaterThan(30);
  expect(then).toBeLessThan(170);
  await page.getByRole('searchbox', { name: 'Filter the log' }).fill('accepted');
  await page.waitForURL(/#t=\d+(\.\d+)?&filter=accepted$/);
  const link = page.url();
  const shown = await page.locator('.moment').textContent();
  await page.close();

  const other = await open(browser, link);
  await count(other.page, '1,000 of 4,000');
  expect(await other.page.locator('.moment').textContent()).toBe(shown);
  // The newest line until the moment is in sight.
  await other.page.locator('.line.marked').waitFor();
  await other.page.close();
});

it('zooms the timeline to a part, and shows all of it again', async () => {
  const { page } = await open(browser, address);
  await count(page, '4,000 lines');
  const ticks = page.locator('.tick-label');
  const all = await ticks.allTextContents();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await ticks.filter({ hasText: /^500ms$/ }).waitFor();
  await page.keyboard.press('0');
  await ticks.filter({ hasText: /^20s$/ }).waitFor();
  expect(await ticks.allTextContents()).toEqual(all);
  await page.close();
});

it.each([
  ['light', ['Events', 'Findings', 'Traffic']],
  ['dark', ['Traffic']],
] as const)(
  'has nothing serious for axe in %s colours, in any part',
  async (colorScheme, tabs) => {
    const { page } = await open(browser, address, { colorScheme });
    await count(page, '4,000 lines');
    await page.keyboard.press('f');
    await page.keyboard.type('was lost');
    await page.keyboard.press('Enter');
    await page.locator('.line.selected').waitFor();
    for (const tab of tabs) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await serious(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Keys' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await serious(page)).toEqual([]);
    await page.close();
  },
  slowMs,
);
