import { cn } from './cn';

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('h-4 animate-pulse rounded bg-hover', className)} />;
}

/** Rows where a list will be, with its height, so that nothing jumps when it comes. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex items-center gap-3 border-b py-3">
          <Skeleton className="w-1/3" />
          <Skeleton className="w-1/5" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  );
}
