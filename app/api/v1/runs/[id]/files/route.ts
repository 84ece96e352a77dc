import { ok } from '@/lib/core/result';
import { listRunFiles } from '@/lib/schemas/api/runs';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(listRunFiles, async (bakeoff, { params }) => {
  const files = await bakeoff.runs.files(params.id);
  return files.ok ? ok({ files: files.value }) : files;
});
