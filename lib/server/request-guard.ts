/** What the proxy decides about a request, from its headers alone. Pure. */

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const OPEN_PATHS = new Set(['/login', '/auth', '/api/health', '/icon.svg', '/favicon.ico']);

export type GuardedRequest = {
  method: string;
  pathname: string;
  host: string | null;
  origin: string | null;
  fetchSite: string | null;
};

type Refusal = { type: string; message: string; remedy: string };

export type Verdict = { type: 'pass' } | { type: 'refused'; status: 403; message: string; remedy: string };

/** Host values by which this server may be reached: what DNS rebinding can't fake. */
export function allowedHosts(port: number, extra: string): Set<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const given = extra.split(',').map((host) => host.trim().toLowerCase());
  return new Set([...names, ...given.filter((host) => host !== '')]);
}

export function judgeRequest(request: GuardedRequest, allowed: ReadonlySet<string>): Verdict {
  if (!allowed.has((request.host ?? '').toLowerCase())) {
    return refuse(
      'This server does not answer to that host name.',
      'Use the address that `bakeoff up` printed, or add the name to BAKEOFF_ALLOWED_HOSTS.',
    );
  }
  if (SAFE_METHODS.has(request.method)) return { type: 'pass' };
  if (request.origin !== null && !isAllowedOrigin(request.origin, allowed)) return crossOrigin();
  if (request.fetchSite !== null && request.fetchSite !== 'same-origin' && request.fetchSite !== 'none') {
    return crossOrigin();
  }
  return { type: 'pass' };
}

/** Paths that answer without a login. Everything else needs one, so that a new route can't be forgotten. */
export function isOpenPath(pathname: string): boolean {
  return OPEN_PATHS.has(pathname) || pathname.startsWith('/_next/static/');
}

/** Whether a program asks rather than a person's browser tab: it gets 401 and JSON instead of the login page. */
export function wantsJson(request: { pathname: string; method: string }): boolean {
  return request.pathname === '/api' || request.pathname.startsWith('/api/') || !SAFE_METHODS.has(request.method);
}

/** A refusal of the proxy in the shape of what was asked: version 1 of the API wraps its own. */
export function refusalBody(pathname: string, refusal: Refusal): Refusal | { error: Refusal } {
  return pathname.startsWith('/api/v1/') ? { error: refusal } : refusal;
}

export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Toasts and diff views set style elements and attributes, which carry no nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Answers to programs are no pages: one that is opened in a tab runs nothing, loads nothing, and is of no origin. */
export const ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

function isAllowedOrigin(origin: string, allowed: ReadonlySet<string>): boolean {
  return URL.canParse(origin) && allowed.has(new URL(origin).host.toLowerCase());
}

function crossOrigin(): Verdict {
  return refuse('A page of another site sent this request.', 'Use the page that `bakeoff up` opened.');
}

function refuse(message: string, remedy: string): Verdict {
  return { type: 'refused', status: 403, message, remedy };
}
