'use client';

import { PageError } from '@/components/shell/page-error';

/** Inside the experiment, so that its header and its other views stay. */
export default function ExperimentError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} />;
}
