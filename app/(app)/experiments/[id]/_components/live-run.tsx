'use client';

import { useQuery } from '@tanstack/react-query';
import { MessageSquarePlus, ScrollText } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useState } from 'react';
import { runEventsQuery } from '@/lib/client/queries';
import type { EventView, RunView } from '@/lib/schemas/view';
import { RunColumn } from '@/components/run/run-column';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Blocked } from './blocked';
import { FailureHelp } from './failure-help';
import { FollowUp } from './follow-up';
import { Permissions } from './permissions';
import { RunActions } from './run-actions';

const NOTHING: readonly EventView[] = [];

/** A column of the live view: reads the run's events, which the stream then carries on. */
export function LiveRun({ run, winner }: { run: RunView; winner: boolean }) {
  const events = useQuery({ ...runEventsQuery(run.id), enabled: run.status !== 'queued' });
  const [following, setFollowing] = useState(false);
  const href = `/experiments/${run.experimentId}/runs/${run.id}` as Route;
  return (
    <RunColumn
      run={run}
      events={events.data ?? NOTHING}
      winner={winner}
      href={href}
      failure={<FailureHelp run={run} brief />}
      actions={
        <>
          <RunActions run={run} />
          <Button asChild size="sm">
            <Link href={href}>
              <ScrollText aria-hidden />
              Transcript
            </Link>
          </Button>
          {run.canFollowUp ? (
            <Button size="sm" onClick={() => setFollowing(true)}>
              <MessageSquarePlus aria-hidden />
              Follow up
            </Button>
          ) : null}
          <Dialog open={following} onOpenChange={setFollowing}>
            <DialogContent title={`Write to ${run.variant.key}`}>
              <FollowUp run={run} autoFocus onSent={() => setFollowing(false)} />
            </DialogContent>
          </Dialog>
        </>
      }
    >
      <Permissions run={run} />
      <Blocked run={run} most={2} />
    </RunColumn>
  );
}
