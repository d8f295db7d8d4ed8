import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { OutriderEvent } from '../../src/events/types.ts';
import { documentEnd, documentHead } from '../../src/page/document/document.ts';
import { type Backlog, createBacklog } from '../../src/page/serve/backlog.ts';
import { type Served, servePage } from '../../src/page/serve/serve.ts';
import { launch, open } from './support/browser.ts';
import { begin, shopEvents } from './support/recording.ts';

let browser: Browser;
let backlog: Backlog;
let served: Served;
let address: string;
const events = shopEvents(100);

beforeAll(async () => {
  browser = await launch();
}, 120_000);
afterAll(() => browser?.close());

beforeEach(async () => {
  backlog = createBacklog();
  const [script, style] = await Promise.all(
    ['page.js', 'page-style.css'].map((name) => readFile(`dist/${name}`, 'utf8')),
  );
  const document =
    documentHead({ mode: 'live', title: 'shop', script: script!, style: style! }) + documentEnd;
  const access = { isLoopback: true };
  served = await servePage({
    backlog,
    document,
    access,
    listen: '127.0.0.1',
    port: 0,
    wall: () => begin + 30_000,
  });
  address = `http://127.0.0.1:${served.port}/`;
});
afterEach(async () => {
  backlog.end();
  await served.close();
});

it('shows what has happened, and each thing as it happens, and asks nobody but its server', async () => {
  for (const event of events.slice(0, 40)) backlog.push(event);
  const { page, requests, errors } = await open(browser, address);
  await page.locator('.badge', { hasText: 'live' }).waitFor();
  expect(await page.locator('.pod-name').count()).toBeGreaterThan(0);
  const line = { ...events.find(({ type }) => type === 'Log')!, line: 'a line that has just come' };
  const before = Date.now();
  backlog.push(line as OutriderEvent);
  await page.locator('.line', { hasText: 'a line that has just come' }).waitFor();
  process.stderr.write(`live: a line was on the page after ${Date.now() - before} ms\n`);
  backlog.push({ ...events[0]!, type: 'Warning', message: 'something odd' } as OutriderEvent);
  await page.locator('.events li', { hasText: 'something odd' }).waitFor();
  expect([...new Set(requests)]).toEqual([`${address}events`]);
  expect(errors).toEqual([]);
  backlog.end();
  await page.locator('.badge', { hasText: 'live' }).waitFor({ state: 'detached' });
  await page.close();
});

it('a page whose server is away says so, and goes on where it was', async () => {
  for (const event of events) backlog.push(event);
  const { page } = await open(browser, address);
  await page.locator('.log output', { hasText: /^100 lines$/ }).waitFor();
  await page.context().setOffline(true);
  await page.evaluate("fetch('/').catch(() => {})");
  await page.context().setOffline(false);
  const line = { ...events.find(({ type }) => type === 'Log')!, line: 'one more' };
  backlog.push(line as OutriderEvent);
  await page.locator('.log output', { hasText: /^101 lines$/ }).waitFor();
  await page.close();
});
