import { answer } from '@/lib/server/answer';
import { archiveResponse, fileResponse } from '@/lib/server/download';

/** `as=report` or `as=summary` for one file of it, else the whole export as an archive. */
export async function GET(
  request: Request,
  { params }: RouteContext<'/api/experiments/[id]/export'>,
): Promise<Response> {
  const { id } = await params;
  const as = new URL(request.url).searchParams.get('as');
  if (as === 'report') {
    return answer(
      (bakeoff) => bakeoff.exports.report(id),
      fileResponse(`bakeoff-${id}.html`, 'text/html; charset=utf-8'),
    );
  }
  if (as === 'summary') {
    const toResponse = fileResponse(`bakeoff-${id}.md`, 'text/markdown; charset=utf-8');
    return answer((bakeoff) => bakeoff.exports.summary(id), toResponse);
  }
  return answer((bakeoff) => bakeoff.exports.pack(id), archiveResponse);
}
