'use client';

import { useQuery } from '@tanstack/react-query';
import { Container, Hammer } from 'lucide-react';
import { useState } from 'react';
import { AnsiText } from '@/components/run/ansi-text';
import { Fold } from '@/components/run/fold';
import { probeOf } from '@/components/sandbox/provider-words';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { Pill, type StatusLook } from '@/components/ui/status-pill';
import { Bytes, RelativeTime } from '@/components/ui/time';
import { hostQuery, imagesQuery, projectsQuery } from '@/lib/client/queries';
import type { ImageView } from '@/lib/schemas/view';
import { BuildImageDialog } from './build-image-dialog';
import { IMAGE_LOOKS } from './image-looks';

/** The stream says when an image changed; what is printed meanwhile is looked at again. */
const LOOK_MS = 1500;

export function Images() {
  const [isBuilding, setIsBuilding] = useState(false);
  const host = useQuery(hostQuery()).data;
  const isEngineUp = host ? (probeOf(host, 'docker')?.ok ?? false) : false;
  return (
    <Section
      title="Images"
      description="What containers start from. One that is missing is also built when a run first needs it."
      className="mt-8"
      actions={
        <Button size="sm" disabled={!isEngineUp} onClick={() => setIsBuilding(true)}>
          <Hammer aria-hidden />
          Build an image…
        </Button>
      }
    >
      <ImageRows isEngineUp={isEngineUp} />
      <BuildImageDialog open={isBuilding} onOpenChange={setIsBuilding} />
    </Section>
  );
}

function ImageRows({ isEngineUp }: { isEngineUp: boolean }) {
  const images = useQuery({
    ...imagesQuery(),
    refetchInterval: (query) => (query.state.data?.some((one) => one.status === 'building') ? LOOK_MS : false),
  });
  if (images.isError && !images.data) return <QueryError error={images.error} onRetry={() => void images.refetch()} />;
  if (!images.data) return <SkeletonRows rows={2} label="Loading images" />;
  if (images.data.length === 0) {
    return (
      <EmptyState icon={Container} title="No image yet">
        {isEngineUp
          ? 'Build one ahead, so that the first run does not wait for it.'
          : 'Images belong to Docker or podman; neither works on this computer yet.'}
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y">
      {images.data.map((image) => (
        <ImageRow key={image.id} image={image} />
      ))}
    </ul>
  );
}

function ImageRow({ image }: { image: ImageView }) {
  const projects = useQuery(projectsQuery()).data ?? [];
  const project = projects.find((one) => one.id === image.projectId);
  const look: StatusLook = IMAGE_LOOKS[image.status];
  return (
    <li className="py-0.5">
      <Fold
        // Another key opens it again when a build begins or fails: that is when somebody wants to read it.
        key={image.status}
        startsOpen={image.status !== 'ready'}
        summary={
          <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className="min-w-0 truncate font-mono text-xs font-medium">{image.name}</span>
            {project ? <span className="truncate text-xs text-muted">{project.name}</span> : null}
            <Pill look={look} />
            <span className="ml-auto flex items-center gap-3 text-xs text-faint">
              {image.sizeBytes === null ? null : <Bytes value={image.sizeBytes} />}
              <RelativeTime at={image.endedAt ?? image.createdAt} />
            </span>
          </span>
        }
      >
        <div className="grid gap-1.5 pb-2 pl-7">
          {image.error ? <p className="break-words text-bad">{image.error}</p> : null}
          {image.reference ? <p className="font-mono text-xs break-all text-muted">{image.reference}</p> : null}
          <pre
            aria-label={`What building ${image.name} printed`}
            className="max-h-72 overflow-auto rounded-md bg-subtle p-2 font-mono text-xs break-words whitespace-pre-wrap"
          >
            <AnsiText text={image.output.trim() === '' ? 'Nothing printed yet.' : image.output} />
          </pre>
        </div>
      </Fold>
    </li>
  );
}
