import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';

/** Inside the frame: an experiment or a project that is no longer there. */
export default function NotFound() {
  return (
    <EmptyState
      title="There is nothing here"
      actions={
        <>
          <Button asChild variant="primary">
            <Link href="/">Go to experiments</Link>
          </Button>
          <Button asChild>
            <Link href="/projects">Projects</Link>
          </Button>
        </>
      }
    >
      It may have been deleted, or the address has a typo in it.
    </EmptyState>
  );
}
