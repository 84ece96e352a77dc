'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { isTyping } from '@/components/run/is-typing';
import { PLACES } from './navigation';

/** How long after `g` the letter may come. */
const WAIT_MS = 1200;

/** `g` then a letter goes to a place, as the palette shows. Not while somebody types or a dialog is open. */
export function usePlaceKeys(): void {
  const router = useRouter();
  useEffect(() => {
    let leaderAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (event.key === 'g') {
        leaderAt = event.timeStamp;
        return;
      }
      const place = event.timeStamp - leaderAt < WAIT_MS ? PLACES.find((one) => one.key === event.key) : undefined;
      leaderAt = 0;
      if (place) router.push(place.href);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
}
