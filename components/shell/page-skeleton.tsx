import { Skeleton, SkeletonRows } from '@/components/ui/skeleton';

export function PageSkeleton({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <>
      <div className="mb-5 flex h-7 items-center justify-between">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-8 w-28" />
      </div>
      <SkeletonRows rows={rows} label={label} />
    </>
  );
}
