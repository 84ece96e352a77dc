'use client';

import { useQueryClient } from '@tanstack/react-query';
import { projectQuery, projectsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import type { Consent } from './draft-context';
import type { FormActions } from './use-launch';

type ConsentInput = {
  projectId: string | null;
  allowProcess: FormActions['allowProcess'];
  onGiven: () => void;
};

/** The person's yes to agents without isolation, kept with the project. */
export function useConsent({ projectId, allowProcess, onGiven }: ConsentInput): Consent {
  const client = useQueryClient();
  const action = useAction(allowProcess, {
    success: 'Agents of this project may run without isolation',
    onSuccess: () => {
      onGiven();
      void client.invalidateQueries({ queryKey: projectsQuery().queryKey });
      if (projectId) void client.invalidateQueries({ queryKey: projectQuery(projectId).queryKey });
    },
  });
  return {
    pending: action.isPending,
    give: () => {
      if (projectId) action.run({ projectId, allowed: true });
    },
  };
}
