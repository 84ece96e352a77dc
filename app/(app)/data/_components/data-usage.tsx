'use client';

import { useQuery } from '@tanstack/react-query';
import { Brush } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Bytes } from '@/components/ui/time';
import { dataUsageQuery } from '@/lib/client/queries';
import { CleanDialog } from './clean-dialog';
import { ExperimentWeights } from './experiment-weights';
import { PartsBar } from './parts-bar';

export function DataUsage() {
  const [isCleaning, setIsCleaning] = useState(false);
  const usage = useQuery(dataUsageQuery());
  if (usage.isError && !usage.data) {
    return <QueryError error={usage.error} onRetry={() => void usage.refetch()} />;
  }
  if (!usage.data) return <SkeletonRows rows={5} label="Weighing the data folder" />;
  const { home, totalBytes, parts, experiments } = usage.data;
  return (
    <>
      <PageHeader
        title="Data"
        description={
          <span className="flex min-w-0 items-center gap-1">
            <span className="truncate font-mono text-xs" title={home}>
              {home}
            </span>
            <CopyButton text={home} what="path" />
          </span>
        }
        actions={
          <Button onClick={() => setIsCleaning(true)}>
            <Brush aria-hidden />
            Clean up…
          </Button>
        }
      />
      <Section title={<Bytes value={totalBytes} />} description="in the data folder">
        <PartsBar parts={parts} totalBytes={totalBytes} />
      </Section>
      <Section
        title="Experiments"
        description="Deleting one removes its results, its transcripts and what is left of its sandboxes. Merges stay."
        className="mt-8"
      >
        <ExperimentWeights experiments={experiments} />
      </Section>
      <CleanDialog open={isCleaning} onOpenChange={setIsCleaning} />
    </>
  );
}
