'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LayoutTemplate } from 'lucide-react';
import { templatesQuery } from '@/lib/client/queries';
import { removeLater, useRemoved } from '@/lib/client/remove-later';
import type { TemplateView } from '@/lib/schemas/template-files';
import { TemplateCard } from '@/components/templates/template-card';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { removeTemplate } from '../../_actions/templates';

/** What an experiment can begin with: patterns that come with Bakeoff, and what the person saved. */
export function Templates({ projectId }: { projectId: string | null }) {
  const query = useQuery(templatesQuery());
  const removed = useRemoved();
  if (query.isError && !query.data) return <QueryError error={query.error} onRetry={() => void query.refetch()} />;
  const shown = query.data?.filter(({ name }) => !removed.has(`template:${name}`));
  return (
    <>
      <PageHeader
        title="Templates"
        description="Ways to let agents work together. Each opens in the form, to be changed before anything runs; the patterns run as they are with the demo agent on the demo project."
      />
      {shown ? (
        <Galleries templates={shown} projectId={projectId} />
      ) : (
        <SkeletonRows rows={6} label="Loading templates" />
      )}
    </>
  );
}

function Galleries({ templates, projectId }: { templates: readonly TemplateView[]; projectId: string | null }) {
  const own = templates.filter(({ origin }) => origin === 'own');
  const builtIn = templates.filter(({ origin }) => origin === 'built-in');
  const client = useQueryClient();
  const remove = ({ name, title }: TemplateView): void =>
    removeLater({
      key: `template:${name}`,
      message: `Deleted ${title}`,
      commit: () => removeTemplate(name),
      onDone: () => client.invalidateQueries({ queryKey: templatesQuery().queryKey }),
    });
  return (
    <div className="flex flex-col gap-8">
      <Section title="Yours">
        {own.length > 0 ? (
          <Cards templates={own} projectId={projectId} onRemove={remove} />
        ) : (
          <EmptyState icon={LayoutTemplate} title="None saved yet" className="py-6">
            <em>Save as template</em> on the page of any experiment keeps it here.
          </EmptyState>
        )}
      </Section>
      <Section title="Patterns">
        <Cards templates={builtIn} projectId={projectId} />
      </Section>
    </div>
  );
}

type CardsProps = {
  templates: readonly TemplateView[];
  projectId: string | null;
  onRemove?: (template: TemplateView) => void;
};

function Cards({ templates, projectId, onRemove }: CardsProps) {
  return (
    <ul className="grid gap-4 pt-4 sm:grid-cols-2 xl:grid-cols-3">
      {templates.map((template) => (
        <TemplateCard
          key={template.name}
          template={template}
          projectId={projectId}
          {...(onRemove ? { onRemove: () => onRemove(template) } : {})}
        />
      ))}
    </ul>
  );
}
