'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';
import type { PipelineFlowProps } from './pipeline-flow';

const Flow = dynamic(() => import('./pipeline-flow').then((module) => module.PipelineFlow), {
  ssr: false,
  loading: () => <Skeleton className="h-48 w-full" />,
});

/** Stages, tasks and what starts from what, in one picture. */
export function PipelinePicture(props: PipelineFlowProps) {
  return <Flow {...props} />;
}
