import type { ReactNode } from 'react';
import type { Failure } from '@/lib/core/failure';
import { Callout } from '@/components/ui/callout';
import { plainText } from './ansi-text';

/** What went wrong in a sentence, the lines that tell it, and the next step. */
export function FailureNote(props: { failure: Failure; actions?: ReactNode; className?: string }) {
  const { failure, actions, className } = props;
  const tone = failure.type === 'cancelled' ? 'info' : 'bad';
  const [sentence = '', ...lines] = plainText(failure.message).trim().split('\n');
  return (
    <Callout tone={tone} title={sentence} actions={actions} className={className}>
      {lines.length > 0 ? (
        <span className="mb-1 block max-h-32 overflow-y-auto font-mono text-xs wrap-anywhere whitespace-pre-wrap text-ink">
          {lines.join('\n').trim()}
        </span>
      ) : null}
      {failure.remedy ? plainText(failure.remedy) : null}
    </Callout>
  );
}
