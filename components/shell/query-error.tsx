'use client';

import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/states';
import { ApiError } from '@/lib/client/fetch-json';

type QueryErrorProps = { error: Error; onRetry: () => void; title?: string };

/** A failed read, in words, with the way on. */
export function QueryError({ error, onRetry, title }: QueryErrorProps) {
  const isLoggedOut = error instanceof ApiError && error.type === 'unauthorized';
  return (
    <ErrorState
      title={title}
      message={error.message}
      remedy={error instanceof ApiError ? error.remedy : undefined}
      actions={
        isLoggedOut ? (
          <Button asChild>
            <Link href="/login">Log in</Link>
          </Button>
        ) : (
          <Button onClick={onRetry}>Try again</Button>
        )
      }
    />
  );
}
