import { createContext, useContext } from 'react';
import type { ExperimentView } from '@/lib/schemas/view';

const TABS = ['live', 'compare', 'pipeline', 'traces'] as const;
export type Tab = (typeof TABS)[number];

type Frame = { experiment: ExperimentView; defaultTab: Tab };

export const FrameContext = createContext<Frame | null>(null);

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('This part of the page stands outside of its experiment.');
  return frame;
}

/**
 * The experiment of the page. From the frame and not from the cache: a part that is hydrated late must begin with what
 * the server drew it from, though the stream has already brought something newer.
 */
export function useExperiment(): ExperimentView {
  return useFrame().experiment;
}

export function tabOf(value: string | null, fallback: Tab): Tab {
  return TABS.find((tab) => tab === value) ?? fallback;
}
