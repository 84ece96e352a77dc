import { FolderPlus, Plus } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { DemoButton } from './demo-button';

/** The first thing a new person sees: what this is in three lines, and the two ways to start. */
export function NoExperiments({ hasProjects }: { hasProjects: boolean }) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center py-10 text-center sm:py-16">
      <div className="mb-5 flex gap-2">
        {['A', 'B', 'C', 'D'].map((letter) => (
          <VariantMark key={letter} letter={letter} size={28} />
        ))}
      </div>
      <h2 className="text-base font-semibold">Ask several agents, keep the best answer</h2>
      <ol className="mt-3 mb-6 flex flex-col gap-1.5 text-left text-muted">
        <Step number={1}>Write one task and pick the agents or approaches that shall try it.</Step>
        <Step number={2}>Each works in its own checkout of the same commit; the same tests and metrics judge all.</Step>
        <Step number={3}>Compare side by side, merge the winner with one click, undo with another.</Step>
      </ol>
      <div className="flex flex-wrap justify-center gap-2">
        <DemoButton variant="primary" size="lg" />
        <NextButton hasProjects={hasProjects} />
      </div>
      <p className="mt-3 text-xs text-faint">The demo takes under 20 seconds and needs no account and no agent.</p>
    </div>
  );
}

function NextButton({ hasProjects }: { hasProjects: boolean }) {
  return (
    <Button asChild size="lg">
      {hasProjects ? (
        <Link href="/experiments/new">
          <Plus aria-hidden />
          New experiment
        </Link>
      ) : (
        <Link href="/projects">
          <FolderPlus aria-hidden />
          Add a project
        </Link>
      )}
    </Button>
  );
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <span className="font-mono text-xs leading-5 text-faint">{number}</span>
      {children}
    </li>
  );
}
