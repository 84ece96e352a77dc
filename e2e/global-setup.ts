/** The product, freshly started on a data folder of its own, and a browser state that is logged in. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProduct } from './support/product';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const home = given('BAKEOFF_E2E_HOME');
  const port = given('BAKEOFF_E2E_PORT');
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const product = await startProduct({ home, port });
  await writeFile(path.join(home, 'e2e-login.json'), JSON.stringify(await logIn(product.loginUrl)));
  return async () => {
    await product.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
}

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is set by playwright.config.ts, and is not.`);
  return value;
}

/** What Playwright's storageState holds after a person opened the printed URL. */
async function logIn(loginUrl: string): Promise<unknown> {
  const answer = await fetch(loginUrl, { redirect: 'manual' });
  const [name, value] = (answer.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  if (!name || !value) throw new Error(`The login answered ${answer.status} without a cookie.`);
  const cookie = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false };
  return { cookies: [{ ...cookie, sameSite: 'Strict' }], origins: [] };
}
