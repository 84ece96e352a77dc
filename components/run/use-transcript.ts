import { useState } from 'react';
import { EMPTY_TRANSCRIPT, foldTranscript, type Transcript } from '@/lib/core/transcript';
import type { EventView } from '@/lib/schemas/view';

type Folded = { transcript: Transcript; events: readonly EventView[] };

/** The transcript of events that grow at their end; only new ones are folded, unless older ones came late. */
export function useTranscript(events: readonly EventView[]): Transcript {
  const [folded, setFolded] = useState<Folded>(() => advance({ transcript: EMPTY_TRANSCRIPT, events: [] }, events));
  if (folded.events === events) return folded.transcript;
  const next = advance(folded, events);
  setFolded(next);
  return next.transcript;
}

function advance({ transcript, events: before }: Folded, events: readonly EventView[]): Folded {
  const count = before.length;
  const grew = count === 0 || events[count - 1]?.seq === transcript.lastSeq;
  if (grew) return { transcript: foldTranscript(transcript, events.slice(count)), events };
  return { transcript: foldTranscript(EMPTY_TRANSCRIPT, events), events };
}
