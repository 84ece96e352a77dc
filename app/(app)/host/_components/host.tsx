'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { automaticText } from '@/components/sandbox/provider-words';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { RelativeTime } from '@/components/ui/time';
import { hostQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { topics, useStream } from '@/lib/client/use-stream';
import { refreshHost } from '../../_actions/host';
import { Images } from './images';
import { ProviderRow } from './provider-row';

/** What this computer can lock runs in with, and the images that it has for it. */
export function Host() {
  useStream([topics.host, topics.images]);
  const client = useQueryClient();
  const refresh = useAction(() => refreshHost(), {
    success: 'Looked at this computer again',
    onSuccess: (found) => client.setQueryData(hostQuery().queryKey, found),
  });
  return (
    <>
      <PageHeader
        title="This computer"
        description="What runs can be locked in with here. Agents run without isolation only after you said so, once per project."
        actions={
          <Button pending={refresh.isPending} onClick={() => refresh.run(undefined)}>
            {refresh.isPending ? null : <RefreshCw aria-hidden />}
            Look again
          </Button>
        }
      />
      <Providers />
      <Images />
    </>
  );
}

function Providers() {
  const host = useQuery(hostQuery());
  if (host.isError && !host.data) return <QueryError error={host.error} onRetry={() => void host.refetch()} />;
  if (!host.data) return <SkeletonRows rows={3} label="Looking at this computer" />;
  const { sandboxes, automatic, checkedAt } = host.data;
  return (
    <Section
      title="Providers"
      description={
        <>
          {automatic === null ? 'Automatic finds nothing that isolates' : `Automatic means ${automaticText(host.data)}`}
          . Looked at <RelativeTime at={checkedAt} />.
        </>
      }
    >
      {automatic === null ? (
        <Callout tone="warn" title="Nothing on this computer can lock agents in" className="mt-3">
          The next steps are below. Until one of them is taken, only projects that you allowed to can run, and the demo.
        </Callout>
      ) : null}
      <ul>
        {sandboxes.map((probe) => (
          <ProviderRow key={probe.provider} probe={probe} isAutomatic={probe.provider === automatic} />
        ))}
      </ul>
    </Section>
  );
}
