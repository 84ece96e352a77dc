import Link from 'next/link';
import { Button } from '@/components/ui/button';

export default function NotFound() {
  return (
    <main className="flex min-h-[70dvh] flex-col items-center justify-center gap-2 p-4 text-center">
      <p className="font-mono text-xs text-faint">404</p>
      <h1 className="text-base font-semibold">There is nothing here</h1>
      <p className="max-w-sm text-muted">It may have been deleted, or the address has a typo in it.</p>
      <div className="mt-3 flex gap-2">
        <Button asChild variant="primary">
          <Link href="/">Go to experiments</Link>
        </Button>
        <Button asChild>
          <Link href="/projects">Projects</Link>
        </Button>
      </div>
    </main>
  );
}
