/** The login token and what is derived from it. Without `server-only`: the proxy and the supervisor use it too. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { env } from '@/lib/env';
import { homePaths } from '@/lib/paths';

const SHORTEST_TOKEN = 32;

/** Cookies ignore ports: without it two servers on one machine would log each other out. */
export function sessionCookieName(): string {
  return `bakeoff_${env().BAKEOFF_PORT}`;
}

/** Null where `bakeoff up` has not made one yet: then nobody can log in. */
export async function readLoginToken(home?: string): Promise<string | null> {
  const text = await readFile(homePaths(home).token, 'utf8').catch(() => '');
  const token = text.trim();
  return token.length >= SHORTEST_TOKEN ? token : null;
}

export async function ensureLoginToken(home: string): Promise<string> {
  const file = homePaths(home).token;
  const known = await readLoginToken(home);
  if (known) {
    await chmod(file, 0o600);
    return known;
  }
  const token = randomBytes(32).toString('base64url');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return token;
}

/** What the cookie holds: proves the token without being it, so that a stolen cookie is no bearer token. */
export function sessionValue(token: string): string {
  return createHmac('sha256', token).update('bakeoff session 1').digest('base64url');
}

export function isSameSecret(given: string, expected: string): boolean {
  // Hashed first: a comparison in constant time needs equal lengths, and a length says something too.
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export type Credentials = { cookie: string | null; authorization: string | null };

export function isAuthorised(credentials: Credentials, token: string | null): boolean {
  if (token === null) return false;
  const bearer = /^Bearer (\S+)$/i.exec(credentials.authorization ?? '')?.[1];
  if (bearer !== undefined && isSameSecret(bearer, token)) return true;
  return credentials.cookie !== null && isSameSecret(credentials.cookie, sessionValue(token));
}
