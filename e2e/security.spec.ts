import { request as httpRequest } from 'node:http';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures';
import { listEntries } from './route-table';

const OPEN_URLS = new Set(['/login', '/auth', '/api/health']);
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Without the cookie that the other tests start with. */
test.use({ storageState: { cookies: [], origins: [] } });

const entries = listEntries().filter((entry) => entry.kind !== 'actions' && !OPEN_URLS.has(entry.url));

for (const { url, kind } of entries) {
  test(`${url} (${kind}) answers nobody without a login`, async ({ request }) => {
    for (const method of METHODS) {
      const answer = await request.fetch(url, { method, maxRedirects: 0 });
      const isLoginPage = answer.status() === 307 && answer.headers()['location']?.endsWith('/login');
      expect(answer.status() === 401 || isLoginPage, `${method} ${url}: ${answer.status()}`).toBe(true);
      if (answer.status() !== 401) continue;
      const refusal = { type: 'login_required', remedy: expect.any(String) };
      expect(await answer.json()).toMatchObject(url.startsWith('/api/v1/') ? { error: refusal } : refusal);
    }
  });
}

test('a page sends a person to the login page, and a wrong token back to it', async ({ page }) => {
  await page.goto('/projects');
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/auth?token=wrong');
  await expect(page).toHaveURL(/\/login\?refused=1$/);
});

test('the printed URL logs in with a cookie that scripts can not read', async ({ page, token, context }) => {
  await page.goto(`/auth?token=${token}`);
  expect(new URL(page.url()).pathname).toBe('/');
  const cookie = (await context.cookies())[0];
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookie?.value).not.toContain(token);
});

test('the token pasted into the login page logs in', async ({ page, token }) => {
  await page.goto('/login');
  await page.getByLabel('Or paste the token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('a bearer token works for programs, a wrong one does not', async ({ request, token }) => {
  const ask = (value: string) =>
    request.get('/api/projects', { headers: { authorization: `Bearer ${value}` }, maxRedirects: 0 });
  expect((await ask(token)).status()).toBe(200);
  expect((await ask(`${token}x`)).status()).toBe(401);
});

test('a server action posted without a login is refused', async ({ request }) => {
  const answer = await request.post('/', { headers: { 'next-action': 'a'.repeat(42) }, data: '[]', maxRedirects: 0 });
  expect(answer.status()).toBe(401);
});

test('another host name is refused on every path, static files included', async ({ baseURL }) => {
  for (const url of ['/', '/login', '/api/health', '/_next/static/x.js', '/icon.svg']) {
    expect(await statusWithHost(`${baseURL}${url}`, 'evil.example')).toBe(403);
  }
});

test('a change from another site is refused even with a login', async ({ request, token }) => {
  const authorization = `Bearer ${token}`;
  const marks: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }];
  for (const mark of marks) {
    const answer = await request.post('/', { headers: { authorization, ...mark }, maxRedirects: 0 });
    expect(answer.status()).toBe(403);
  }
});

test('pages carry a policy that lets only their own scripts run', async ({ page }) => {
  const answer = await page.goto('/login');
  const headers = answer?.headers() ?? {};
  expect(headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  const nonces = await page.locator('script').evaluateAll((scripts) => scripts.map((script) => script.nonce));
  expect(nonces.length).toBeGreaterThan(0);
  expect(nonces.every((nonce) => nonce !== '')).toBe(true);
});

test('the token file belongs to its owner alone', async ({ home }) => {
  expect((await stat(path.join(home, 'token'))).mode & 0o777).toBe(0o600);
});

/** fetch refuses to send another Host than the one it connects to. */
function statusWithHost(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end();
  });
}
