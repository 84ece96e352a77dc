export const dynamic = 'force-dynamic';

/** Open to everybody who reaches the port, so it says nothing but that the server answers. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } });
}
