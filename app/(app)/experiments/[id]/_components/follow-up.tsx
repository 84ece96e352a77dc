'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { isLive } from '@/components/run/run-facts';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { followUpRun } from '../../../_actions/runs';
import { useRefresh } from './use-refresh';

type FollowUpProps = {
  run: RunView;
  autoFocus?: boolean;
  /** To be changed before it is sent. */
  startText?: string;
  onSent?: () => void;
};

/** One more message: the next turn of a running agent, or a new run on the result of a finished one. */
export function FollowUp({ run, autoFocus, startText = '', onSent }: FollowUpProps) {
  const [text, setText] = useState(startText);
  const router = useRouter();
  const refresh = useRefresh(run.experimentId);
  const send = useAction(followUpRun, {
    success: isLive(run) ? 'Sent; the agent reads it after its turn' : 'A new run starts on this result',
    onSuccess: ({ runId }) => {
      setText('');
      refresh();
      onSent?.();
      if (runId !== run.id) router.push(`/experiments/${run.experimentId}/runs/${runId}` as Route);
    },
  });
  if (!run.canFollowUp) return null;
  const hint = isLive(run)
    ? 'The agent reads it when its turn ends.'
    : 'Starts a new run whose base is this result. The evidence of this run stays.';
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') send.run({ runId: run.id, text: text.trim() });
      }}
    >
      <Field label="Follow-up message" hint={hint}>
        {(control) => (
          <Textarea
            {...control}
            autoFocus={autoFocus}
            rows={2}
            value={text}
            placeholder="Also handle the empty list"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="sm" className="self-end" pending={send.isPending} disabled={text.trim() === ''}>
        Send
      </Button>
    </form>
  );
}
