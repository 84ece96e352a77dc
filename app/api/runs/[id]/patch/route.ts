import { answerResult } from '@/lib/server/answer';

/** A download; the name holds nothing that a person or an agent typed. */
export async function GET(request: Request, { params }: RouteContext<'/api/runs/[id]/patch'>): Promise<Response> {
  const { id } = await params;
  const against = new URL(request.url).searchParams.get('against') ?? 'base';
  return answerResult(
    (bakeoff) => bakeoff.runs.patch({ runId: id, against }),
    (patch) =>
      new Response(patch, {
        headers: {
          'content-type': 'text/x-patch; charset=utf-8',
          'content-disposition': `attachment; filename="${id.replaceAll(/[^a-z0-9]/g, '')}.patch"`,
          'cache-control': 'no-store',
        },
      }),
  );
}
