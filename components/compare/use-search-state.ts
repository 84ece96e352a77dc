import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

export type SearchChange = Readonly<Record<string, string | null>>;

/** View state that lives in the address: a link reproduces it, a reload keeps it. Null takes a name out. */
export function useSearchState(): [URLSearchParams, (change: SearchChange) => void] {
  const params = useSearchParams();
  const pathname = usePathname();
  const change = useCallback(
    (values: SearchChange) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(values)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      const search = next.toString();
      window.history.replaceState(null, '', search ? `${pathname}?${search}` : pathname);
    },
    [pathname],
  );
  return [params, change];
}
