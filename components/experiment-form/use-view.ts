'use client';

import { useSearchParams } from 'next/navigation';

/** Which of the two views is shown; in the address, so that a reload comes back to it. */
export function useView(): ['form' | 'yaml', (view: string) => void] {
  const view = useSearchParams().get('view') === 'yaml' ? 'yaml' : 'form';
  return [view, (next) => replaceParam('view', next === 'yaml' ? 'yaml' : null)];
}

/** Changes one part of the address without asking the server for the page again. */
export function replaceParam(name: string, value: string | null): void {
  const params = new URLSearchParams(window.location.search);
  if (value === null) params.delete(name);
  else params.set(name, value);
  const query = params.toString();
  window.history.replaceState(null, '', query ? `?${query}` : window.location.pathname);
}
