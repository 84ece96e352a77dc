import type { ReactNode } from 'react';
import type { Failure } from '@/lib/core/failure';
import { Callout } from '@/components/ui/callout';
import { plainText } from './ansi-text';

/** What went wrong in a sentence, and the next step. */
export function FailureNote(props: { failure: Failure; actions?: ReactNode; className?: string }) {
  const { failure, actions, className } = props;
  const tone = failure.type === 'cancelled' ? 'info' : 'bad';
  return (
    <Callout tone={tone} title={plainText(failure.message)} actions={actions} className={className}>
      {failure.remedy ? plainText(failure.remedy) : null}
    </Callout>
  );
}
