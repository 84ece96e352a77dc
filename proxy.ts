import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { env } from '@/lib/env';
import { isAuthorised, readLoginToken, sessionCookieName } from '@/lib/server/login-token';
import {
  allowedHosts,
  ANSWER_POLICY,
  contentSecurityPolicy,
  isOpenPath,
  judgeRequest,
  refusalBody,
  SECURITY_HEADERS,
  wantsJson,
} from '@/lib/server/request-guard';

const allowed = allowedHosts(env().BAKEOFF_PORT, env().BAKEOFF_ALLOWED_HOSTS);

/** Runs before every path, static files included: the host check must cover all of them, hence no matcher. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const verdict = judgeRequest(
    {
      method: request.method,
      pathname: request.nextUrl.pathname,
      host: request.headers.get('host'),
      origin: request.headers.get('origin'),
      fetchSite: request.headers.get('sec-fetch-site'),
    },
    allowed,
  );
  if (verdict.type === 'refused') {
    const { message, remedy } = verdict;
    const body = refusalBody(request.nextUrl.pathname, { type: 'forbidden', message, remedy });
    return secured(NextResponse.json(body, { status: verdict.status }));
  }
  if (!isOpenPath(request.nextUrl.pathname) && !(await isLoggedIn(request))) return secured(askForLogin(request));
  return pass(request);
}

async function isLoggedIn(request: NextRequest): Promise<boolean> {
  const credentials = {
    cookie: request.cookies.get(sessionCookieName())?.value ?? null,
    authorization: request.headers.get('authorization'),
  };
  return isAuthorised(credentials, await readLoginToken());
}

function askForLogin(request: NextRequest): NextResponse {
  if (!wantsJson({ pathname: request.nextUrl.pathname, method: request.method })) {
    return redirectTo(request, '/login');
  }
  const body = refusalBody(request.nextUrl.pathname, {
    type: 'login_required',
    message: 'This needs a login.',
    remedy: 'Open the URL that `bakeoff up` printed, or send the token as "Authorization: Bearer …".',
  });
  return NextResponse.json(body, { status: 401 });
}

/** The server's own idea of its address may differ from the one the browser used: the Host header was checked. */
function redirectTo(request: NextRequest, pathname: string): NextResponse {
  return NextResponse.redirect(new URL(pathname, `http://${request.headers.get('host')}`), 307);
}

function pass(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  if (pathname.startsWith('/api/')) return withPolicy(NextResponse.next(), ANSWER_POLICY);
  const nonce = randomBytes(16).toString('base64');
  // oxlint-disable-next-line node/no-process-env -- set by Next itself
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  return withPolicy(NextResponse.next({ request: { headers } }), policy);
}

/** What is set here counts: Next leaves out what a route says under the same name. */
function withPolicy(response: NextResponse, policy: string): NextResponse {
  response.headers.set('content-security-policy', policy);
  return secured(response);
}

function secured(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}
