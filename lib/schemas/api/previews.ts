import { z } from 'zod';
import { endpoint, idParams } from '@/lib/schemas/api/endpoint';
import { previewSchema } from '@/lib/schemas/api/objects';

const tag = 'Runs';

export const startPreview = endpoint({
  method: 'POST',
  path: '/runs/{id}/preview',
  tag,
  summary: 'Serve the result of a run with the `preview` command of its experiment',
  description: 'One a run. `preview` of the run says when it is ready and where it is.',
  params: idParams,
  answer: previewSchema,
  status: 202,
  refusals: [404, 422],
});

export const stopPreview = endpoint({
  method: 'DELETE',
  path: '/runs/{id}/preview',
  tag,
  summary: 'Stop serving the result of a run',
  params: idParams,
  answer: z.object({ runId: z.string(), status: z.literal('stopping') }),
  status: 202,
  refusals: [404],
});
