// Headless Chromium as the tests and docs/screenshots use it: with an empty profile, without anything that goes to the network
// by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--font-render-hinting=none'];

// Calls `work` with a browser context of these options; `requests` collects every address that is asked for.
export async function withBrowser(options, work) {
  const profile = mkdtempSync(join(tmpdir(), 'klaim-chromium-'));
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.KLAIM_CHROMIUM || '/usr/bin/chromium', headless: true, args: ARGUMENTS,
      viewport: { width: 1400, height: 900 }, acceptDownloads: true, ...options,
    });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

// A page that notes what must not happen: requests other than the file itself, errors, dialogs, windows.
export async function open(context, url) {
  const page = await context.newPage();
  const wrong = [];
  const opened = { page, wrong, left: 0, milliseconds: 0 };
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('blob:')) wrong.push('request ' + request.url());
    else if (request.url().startsWith('file:') && request.url().split('#')[0] !== url.split('#')[0]) wrong.push('file ' + request.url());
  });
  page.on('response', (response) => { if (response.url().startsWith('http')) opened.left += 1; });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push('console ' + message.text()); });
  page.on('pageerror', (error) => wrong.push('error ' + error.message));
  page.on('dialog', (dialog) => { wrong.push('dialog ' + dialog.message()); dialog.dismiss(); });
  page.on('popup', () => wrong.push('popup'));
  const started = Date.now();
  await page.goto(url);
  await page.locator('html[data-ready="true"]').waitFor({ state: 'attached', timeout: 30000 });
  opened.milliseconds = Date.now() - started;
  return opened;
}
