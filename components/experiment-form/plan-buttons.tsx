'use client';

import { Lightbulb, Sparkles } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { entriesOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { PlanDialog } from './plan-dialog';

/** Ways to let an agent propose. What it proposes is put into the form, and nothing is launched. */
export function PlanButtons({ isFull }: { isFull: boolean }) {
  const { draft, planning } = useDraft();
  const hasVariants = entriesOf(draft.data, ['variants']).length > 0;
  return (
    <>
      <Button size="sm" onClick={() => planning.open('whole')}>
        <Sparkles aria-hidden /> Plan with an agent
      </Button>
      {hasVariants ? (
        <Button size="sm" onClick={() => planning.open('one')} disabled={isFull}>
          <Lightbulb aria-hidden /> Suggest another approach
        </Button>
      ) : null}
      {planning.mode ? <PlanDialog key={planning.mode} mode={planning.mode} /> : null}
    </>
  );
}
