import { isSameSecret, readLoginToken, sessionCookieName, sessionValue } from '@/lib/server/login-token';

const YEAR_S = 365 * 24 * 60 * 60;

/** The printed URL: exchanges the token for a cookie, so that the token leaves the address bar. */
export async function GET(request: Request): Promise<Response> {
  return login(new URL(request.url).searchParams.get('token'));
}

/** The form of the login page. */
export async function POST(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => null);
  const token = form?.get('token');
  return login(typeof token === 'string' ? token : null);
}

async function login(given: string | null): Promise<Response> {
  const token = await readLoginToken();
  if (given === null || token === null || !isSameSecret(given.trim(), token)) return redirectTo('/login?refused=1');
  const cookie = `${sessionCookieName()}=${sessionValue(token)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${YEAR_S}`;
  return redirectTo('/', { 'set-cookie': cookie });
}

/** A relative location: behind a forwarded port the server does not know its own address. */
function redirectTo(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store', ...headers } });
}
