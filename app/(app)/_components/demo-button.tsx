'use client';

import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Button, type ButtonProps } from '@/components/ui/button';
import { experimentHref } from '@/lib/client/routes';
import { useAction } from '@/lib/client/use-action';
import { launchDemo } from '../_actions/experiments';

/** Launches the built-in demo and goes to its page. */
export function DemoButton({ variant, size }: Pick<ButtonProps, 'variant' | 'size'>) {
  const router = useRouter();
  const { run, isPending } = useAction(() => launchDemo(), {
    onSuccess: ({ experimentId }) => router.push(experimentHref(experimentId)),
  });
  return (
    <Button variant={variant} size={size} pending={isPending} onClick={() => run(undefined)}>
      {isPending ? null : <Play aria-hidden />}
      Try the demo
    </Button>
  );
}
