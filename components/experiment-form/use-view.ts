'use client';

import { useSearchParams } from 'next/navigation';

export type FormView = 'form' | 'yaml';

/** Which of the two views is shown; in the address, so that a reload comes back to it. */
export function useView(): [FormView, (view: string) => void] {
  const search = useSearchParams();
  const view = search.get('view') === 'yaml' ? 'yaml' : 'form';
  return [
    view,
    (next) => {
      const params = new URLSearchParams(search);
      if (next === 'yaml') params.set('view', 'yaml');
      else params.delete('view');
      const query = params.toString();
      window.history.replaceState(null, '', query ? `?${query}` : window.location.pathname);
    },
  ];
}
