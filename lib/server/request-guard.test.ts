import { expect, test } from 'vitest';
import {
  allowedHosts,
  contentSecurityPolicy,
  isOpenPath,
  judgeRequest,
  refusalBody,
  wantsJson,
} from '@/lib/server/request-guard';

const hosts = allowedHosts(4747, 'dev.box:8443, Other.Example');
const request = { method: 'GET', pathname: '/', host: '127.0.0.1:4747', origin: null, fetchSite: null };

test.each(['127.0.0.1:4747', 'localhost:4747', '[::1]:4747', 'LOCALHOST:4747', 'dev.box:8443', 'other.example'])(
  'answers to host %s',
  (host) => {
    expect(judgeRequest({ ...request, host }, hosts).type).toBe('pass');
  },
);

test.each([null, '', 'evil.example', '127.0.0.1', '127.0.0.1:4748', 'localhost.evil.example:4747'])(
  'refuses host %s on every path',
  (host) => {
    for (const pathname of ['/', '/login', '/_next/static/a.js', '/api/health']) {
      expect(judgeRequest({ ...request, pathname, host }, hosts).type).toBe('refused');
    }
  },
);

test('accepts a change from its own page and from a program without a browser', () => {
  const post = { ...request, method: 'POST' };
  expect(judgeRequest({ ...post, origin: 'http://127.0.0.1:4747', fetchSite: 'same-origin' }, hosts).type).toBe('pass');
  expect(judgeRequest(post, hosts).type).toBe('pass');
});

test.each([
  { origin: 'https://evil.example', fetchSite: null },
  { origin: 'null', fetchSite: null },
  { origin: 'http://127.0.0.1:9999', fetchSite: null },
  { origin: null, fetchSite: 'cross-site' },
  { origin: null, fetchSite: 'same-site' },
])('refuses a change from another site (%o)', (headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(judgeRequest({ ...request, method, ...headers }, hosts).type).toBe('refused');
  }
});

test('opens only what a person needs before the login', () => {
  for (const path of ['/login', '/auth', '/api/health', '/icon.svg', '/_next/static/chunks/a.js']) {
    expect(isOpenPath(path)).toBe(true);
  }
  for (const path of ['/', '/login/x', '/api', '/api/stream', '/experiments/1', '/_next/image', '/_next/data/x']) {
    expect(isOpenPath(path)).toBe(false);
  }
});

test('tells programs from tabs', () => {
  expect(wantsJson({ pathname: '/api/runs', method: 'GET' })).toBe(true);
  expect(wantsJson({ pathname: '/experiments', method: 'POST' })).toBe(true);
  expect(wantsJson({ pathname: '/apiary', method: 'GET' })).toBe(false);
});

test('lets only nonced scripts run and nobody frame a page', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-eval');
});

test('wraps refusals for version 1 of the API', () => {
  const refusal = { type: 'login_required', message: 'This needs a login.', remedy: 'Log in.' };
  expect(refusalBody('/api/v1/projects', refusal)).toEqual({ error: refusal });
  expect(refusalBody('/api/projects', refusal)).toEqual(refusal);
});
