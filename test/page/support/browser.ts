import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The Chromium that `scripts/page.mjs` has found. Its sandbox needs what a container has not. */
export function launch(): Promise<Browser> {
  const executablePath = process.env['OUTRIDER_CHROMIUM'];
  if (!executablePath) throw new Error('run this by `npm run test:page`, which finds a Chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Addresses that a page has asked for, besides its own document. */
export interface Watched {
  readonly page: Page;
  readonly requests: readonly string[];
  /** What went wrong in it, in its own words. */
  readonly errors: readonly string[];
}

export async function open(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (request.url() !== address.replace(/#.*/, '')) requests.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(address);
  return { page, requests, errors };
}
