'use client';

import { Sparkles } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { useAction } from '@/lib/client/use-action';
import { addDemoProject } from '../../_actions/projects';

export function DemoProjectButton() {
  const router = useRouter();
  const { run, isPending } = useAction(() => addDemoProject(), {
    onSuccess: (project) => router.push(`/projects/${project.id}`),
  });
  return (
    <Button pending={isPending} onClick={() => run(undefined)}>
      {isPending ? null : <Sparkles aria-hidden />}
      Add the demo project
    </Button>
  );
}
