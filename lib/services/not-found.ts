import type { Refusal } from '@/lib/services/bakeoff';

export function notFound(what: string): Refusal {
  return {
    type: 'not_found',
    message: `There is no such ${what}.`,
    remedy: 'It may have been deleted; reload the list.',
  };
}
