'use client';

import { PageError } from '@/components/shell/page-error';

/** Inside the frame, so that the rail stays and leads away. */
export default function AppError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} />;
}
