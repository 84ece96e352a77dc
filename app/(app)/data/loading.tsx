import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function Loading() {
  return <PageSkeleton label="Weighing the data folder" rows={5} />;
}
