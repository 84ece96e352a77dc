import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { experimentQuery } from '@/lib/client/queries';
import type { ExperimentView } from '@/lib/schemas/view';

export type Tab = 'live' | 'compare';

type Frame = { experimentId: string; defaultTab: Tab };

export const FrameContext = createContext<Frame | null>(null);

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('This part of the page stands outside of its experiment.');
  return frame;
}

/** The experiment of the page; the frame shows nothing before it is there. */
export function useExperiment(): ExperimentView {
  const { experimentId } = useFrame();
  const { data } = useQuery(experimentQuery(experimentId));
  if (!data) throw new Error('The experiment is shown before it was read.');
  return data;
}

export function tabOf(value: string | null, fallback: Tab): Tab {
  return value === 'live' || value === 'compare' ? value : fallback;
}
