'use client';

import { useSearchParams } from 'next/navigation';
import { Comparison } from './comparison';
import { LiveBoard } from './live-board';
import { PipelineBoard } from './pipeline-board';
import { tabOf, useFrame } from './use-experiment';

/** The view that the address names; without a name the live one while something runs, else the comparison. */
export function Views() {
  const { defaultTab } = useFrame();
  const tab = tabOf(useSearchParams().get('tab'), defaultTab);
  if (tab === 'pipeline') return <PipelineBoard />;
  return tab === 'live' ? <LiveBoard /> : <Comparison />;
}
