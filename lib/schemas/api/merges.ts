import { z } from 'zod';
import { endpoint, idParams, idSchema } from '@/lib/schemas/api/endpoint';
import { mergeMethodSchema, mergePreviewSchema } from '@/lib/schemas/api/objects';

const tag = 'Merges';
const branch = z.string().min(1).max(500).describe('A branch; default: the base branch.');

export const previewMerge = endpoint({
  method: 'GET',
  path: '/runs/{id}/merge-preview',
  tag,
  summary: 'See what a merge would do',
  description: 'Against the target as it is now; changes nothing. What stands in the way is in `refusal`.',
  params: idParams,
  query: z.object({ target: branch.optional(), method: mergeMethodSchema.default('squash') }),
  answer: mergePreviewSchema,
  refusals: [404],
});

export const mergeRun = endpoint({
  method: 'POST',
  path: '/merges',
  tag,
  summary: 'Bring a result into a branch',
  body: z.object({ runId: idSchema, target: branch.optional(), method: mergeMethodSchema.default('squash') }),
  answer: z.object({
    mergeId: z.string(),
    status: z.literal('merged'),
    commit: z.string(),
    previous: z.string().describe('What the branch had before, and has again after undo.'),
    target: z.string(),
    error: z.null(),
  }),
  status: 201,
  refusals: [404, 409, 422],
});

export const undoMerge = endpoint({
  method: 'POST',
  path: '/merges/{id}/undo',
  tag,
  summary: 'Take a merge back',
  description: 'Only while the branch is still at the merge.',
  params: idParams,
  answer: z.object({ mergeId: z.string(), status: z.literal('undone'), error: z.null() }),
  refusals: [404, 409, 422],
});

export const pushRun = endpoint({
  method: 'POST',
  path: '/runs/{id}/push',
  tag,
  summary: 'Push a result as a branch',
  description: 'To the remote `origin` of its project; never forces.',
  params: idParams,
  body: z.object({ branch: z.string().min(1).max(500) }),
  answer: z.object({ remote: z.string(), branch: z.string() }),
  refusals: [404, 409, 422],
});
