import { err, ok } from '@/lib/core/result';
import { parseAge } from '@/lib/core/duration';
import { cleanData } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(cleanData, async (bakeoff, { body: { dryRun, olderThan } }) => {
  const olderThanMs = parseAge(olderThan);
  if (olderThanMs === null) {
    const message = `"${olderThan}" is not an age.`;
    return err({ type: 'invalid_option', message, remedy: 'Write `olderThan` as 7d, 12h or 0s.' });
  }
  return ok(await bakeoff.data.clean({ dryRun, olderThanMs }));
});
