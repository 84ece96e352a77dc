import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { isAuthorised, readLoginToken, sessionCookieName } from '@/lib/server/login-token';

/**
 * The second wall behind the proxy: every query, action and route handler calls it before it reads or changes
 * anything. Without a login it sends the person to the login page and does not return.
 */
export async function authorise(): Promise<void> {
  const [jar, sent, token] = await Promise.all([cookies(), headers(), readLoginToken()]);
  const credentials = {
    cookie: jar.get(sessionCookieName())?.value ?? null,
    authorization: sent.get('authorization'),
  };
  if (!isAuthorised(credentials, token)) redirect('/login');
}
