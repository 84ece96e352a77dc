import 'server-only';
import { authorise } from '@/lib/server/auth';
import { composed } from '@/lib/server/container';
import type { Bakeoff } from '@/lib/services/bakeoff';

/** The one door from pages, actions and routes to the use cases: nobody passes it without a login. */
export async function authorised(): Promise<Bakeoff> {
  await authorise();
  return (await composed()).bakeoff;
}
