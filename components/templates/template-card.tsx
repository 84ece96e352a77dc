import { Trash2, TriangleAlert } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { TemplateView } from '@/lib/schemas/template-files';
import { PipelineMiniature } from '@/components/pipeline/miniature';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { InlineCode } from '@/components/ui/inline-code';
import { Card } from '@/components/ui/section';

type TemplateCardProps = {
  template: TemplateView;
  /** Opens on this project instead of the template's own. */
  projectId: string | null;
  onRemove?: () => void;
};

/** A template with its picture, and the way into the form. */
export function TemplateCard({ template, projectId, onRemove }: TemplateCardProps) {
  const { name, title, description, shape, facts, problems } = template;
  const search = new URLSearchParams({ template: name, ...(projectId === null ? {} : { project: projectId }) });
  return (
    <li className="flex min-w-0">
      <Card className="flex w-full min-w-0 flex-col">
        <div className="flex h-36 items-center justify-center rounded-t-lg border-b bg-subtle p-2">
          {shape ? (
            <PipelineMiniature shape={shape} />
          ) : (
            <p className="flex items-center gap-1.5 px-3 text-bad">
              <TriangleAlert aria-hidden className="size-4 shrink-0" />
              <span className="line-clamp-4">{problems.join(' ')}</span>
            </p>
          )}
        </div>
        <div className="flex flex-1 flex-col gap-1 p-3">
          <h3 className="truncate font-medium">{title}</h3>
          <p className="flex-1 text-muted">
            <InlineCode text={description} />
          </p>
          {facts.length > 0 ? <p className="pt-1 text-xs text-faint">{facts.join(' · ')}</p> : null}
          <div className="flex items-center gap-1.5 pt-2">
            <Button asChild size="sm">
              <Link href={`/experiments/new?${search.toString()}` as Route}>
                Use
                <span className="sr-only"> {title}</span>
              </Link>
            </Button>
            {onRemove ? (
              <IconButton size="sm" tone="danger" label={`Delete ${title}`} className="ml-auto" onClick={onRemove}>
                <Trash2 aria-hidden />
              </IconButton>
            ) : null}
          </div>
        </div>
      </Card>
    </li>
  );
}
