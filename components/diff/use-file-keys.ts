import { useCallback, useEffect, useRef } from 'react';
import { isTyping } from '@/components/run/is-typing';

/** `j` and `k` go to the next and the previous file. Returns what a click does: choose a file and bring it to the top. */
export function useFileKeys(
  paths: readonly string[],
  file: string | null,
  onFile: (path: string) => void,
): (path: string) => void {
  // Keys come faster than the address is read again, so the place is kept here too.
  const place = useRef(-1);
  useEffect(() => {
    place.current = file === null ? -1 : paths.indexOf(file);
  }, [paths, file]);
  const select = useCallback(
    (path: string) => {
      const index = paths.indexOf(path);
      place.current = index;
      onFile(path);
      document.querySelector(`#file-${String(index)}`)?.scrollIntoView({ block: 'start' });
    },
    [paths, onFile],
  );
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (isTyping(event) || (event.key !== 'j' && event.key !== 'k')) return;
      const next = paths[Math.max(0, place.current + (event.key === 'j' ? 1 : -1))];
      if (next !== undefined) select(next);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [paths, select]);
  return select;
}
