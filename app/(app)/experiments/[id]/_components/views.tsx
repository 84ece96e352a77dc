'use client';

import { useSearchParams } from 'next/navigation';
import { assertNever } from '@/lib/core/assert-never';
import { Comparison } from './comparison';
import { LiveBoard } from './live-board';
import { PipelineBoard } from './pipeline-board';
import { Traces } from './traces';
import { tabOf, useFrame } from './use-experiment';

/** The view that the address names; without a name the live one while something runs, else the comparison. */
export function Views() {
  const { defaultTab } = useFrame();
  const tab = tabOf(useSearchParams().get('tab'), defaultTab);
  switch (tab) {
    case 'live':
      return <LiveBoard />;
    case 'compare':
      return <Comparison />;
    case 'pipeline':
      return <PipelineBoard />;
    case 'traces':
      return <Traces />;
    default:
      return assertNever(tab);
  }
}
