import { chromium } from '@playwright/test';
import { ensureChromium } from '../lib/chromium.mjs';
import { atEnd } from './cleanup.mjs';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

export async function openBrowser() {
  const executablePath = await ensureChromium();
  const browser = await chromium.launch({ executablePath, args: ARGS });
  atEnd(() => browser.close());
  return browser;
}

/** A fresh profile (cold caches), logged in, without a page. */
export async function openProfile(browser, product) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.request.get(product.loginUrl, { maxRedirects: 0 });
  return context;
}
