'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ConsentDialog } from '@/components/sandbox/consent-dialog';
import { ProviderBadge } from '@/components/sandbox/provider-badge';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { projectQuery, projectsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import type { ProjectView } from '@/lib/schemas/view';
import { allowProcess } from '../../../_actions/projects';
import { AllowedHosts } from './allowed-hosts';

/** What a person allowed for all experiments of a project, each with the way to take it back. */
export function ProjectSandboxes({ project }: { project: ProjectView }) {
  return (
    <Section
      title="Sandboxes"
      description="Holds for every experiment of this project, from the next run on."
      className="mt-8"
    >
      <Isolation project={project} />
      <AllowedHosts project={project} />
    </Section>
  );
}

function Isolation({ project }: { project: ProjectView }) {
  const client = useQueryClient();
  const action = useAction(allowProcess, {
    success: () => 'Saved',
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
      void client.invalidateQueries({ queryKey: projectsQuery().queryKey });
    },
  });
  const say = (allowed: boolean): void => action.run({ projectId: project.id, allowed });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b py-2.5">
      <div className="min-w-0 flex-1 basis-72">
        <h3 className="flex items-center gap-2 font-medium">
          Isolation
          {project.allowsProcess ? <ProviderBadge provider="process" /> : null}
        </h3>
        <p className="text-muted">{isolationText(project)}</p>
      </div>
      {project.allowsProcess ? (
        <Button size="sm" pending={action.isPending} onClick={() => say(false)}>
          Take it back
        </Button>
      ) : project.kind === 'demo' ? null : (
        <ConsentDialog projectName={project.name} pending={action.isPending} onConsent={() => say(true)}>
          <Button size="sm" pending={action.isPending}>
            Allow runs without it…
          </Button>
        </ConsentDialog>
      )}
    </div>
  );
}

function isolationText({ kind, allowsProcess }: ProjectView): string {
  if (allowsProcess) return 'You agreed that agents run as you where nothing on this computer can lock them in.';
  if (kind === 'demo') return 'The demo agent comes with Bakeoff; it runs with or without isolation.';
  return 'Agents are locked in, or do not run.';
}
