'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/states';

type PageErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** In production the server keeps the message to itself and gives a number by which its log can be searched. */
export function PageError({ error, reset }: PageErrorProps) {
  const router = useRouter();
  // Resetting alone draws the same failed answer again: the server must be asked, too.
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorState
      title="This page failed"
      message={error.digest ? `Something broke while the page was made (log entry ${error.digest}).` : error.message}
      remedy="Try again. If it stays, restart Bakeoff and look into its log; no run is affected by this."
      actions={
        <>
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <Button asChild>
            <Link href="/">Go to experiments</Link>
          </Button>
        </>
      }
    />
  );
}
