import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureLoginToken, isAuthorised, readLoginToken, sessionValue } from '@/lib/server/login-token';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-token-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('makes a token that only its owner can read, and keeps it', async () => {
  const token = await ensureLoginToken(home);
  expect(token.length).toBeGreaterThan(40);
  expect((await stat(path.join(home, 'token'))).mode & 0o777).toBe(0o600);
  expect(await ensureLoginToken(home)).toBe(token);
  expect(await readLoginToken(home)).toBe(token);
});

test('replaces a token that was cut off', async () => {
  await writeFile(path.join(home, 'token'), 'abc\n');
  expect(await readLoginToken(home)).toBeNull();
  expect((await ensureLoginToken(home)).length).toBeGreaterThan(40);
});

test('accepts the token as bearer and its derivation as cookie, and neither for the other', () => {
  const token = 't'.repeat(43);
  const session = sessionValue(token);
  expect(isAuthorised({ cookie: null, authorization: `Bearer ${token}` }, token)).toBe(true);
  expect(isAuthorised({ cookie: session, authorization: null }, token)).toBe(true);
  expect(isAuthorised({ cookie: token, authorization: null }, token)).toBe(false);
  expect(isAuthorised({ cookie: null, authorization: `Bearer ${session}` }, token)).toBe(false);
  expect(isAuthorised({ cookie: '', authorization: 'Bearer ' }, token)).toBe(false);
});

test('lets nobody in while there is no token', () => {
  expect(isAuthorised({ cookie: sessionValue(''), authorization: 'Bearer ' }, null)).toBe(false);
});
