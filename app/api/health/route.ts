import { isAuthorised, readLoginToken } from '@/lib/server/login-token';

export const dynamic = 'force-dynamic';

/**
 * Open to everybody who reaches the port, so it says nothing but that the server answers. Whoever sends a token learns
 * whether it is this server's: that is how `bakeoff up` tells its own server from another one on the same port.
 */
export async function GET(request: Request): Promise<Response> {
  const authorization = request.headers.get('authorization');
  const headers = { 'cache-control': 'no-store' };
  if (authorization === null || isAuthorised({ cookie: null, authorization }, await readLoginToken())) {
    return Response.json({ ok: true }, { headers });
  }
  const refusal = { type: 'unauthorised', message: 'That is not the token of this server.', remedy: 'Use its own.' };
  return Response.json(refusal, { status: 401, headers });
}
