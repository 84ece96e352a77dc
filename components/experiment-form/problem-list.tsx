'use client';

import { InlineCode } from '@/components/ui/inline-code';
import type { FileProblem } from '@/lib/schemas/experiment-file';

type ProblemListProps = { problems: readonly FileProblem[]; onPick: (problem: FileProblem) => void };

export function ProblemList({ problems, onPick }: ProblemListProps) {
  return (
    <ul className="grid gap-0.5">
      {problems.map((problem) => (
        <li key={`${problem.message}${problem.path.join('.')}`}>
          <button
            type="button"
            onClick={() => onPick(problem)}
            className="flex w-full items-baseline gap-2 rounded px-2 py-1 text-left hover:bg-hover"
          >
            <span className="w-14 shrink-0 font-mono text-xs text-faint">
              {problem.line === null ? '' : `${problem.line}:${problem.column ?? 1}`}
            </span>
            <span className="min-w-0 break-words">
              <InlineCode text={problem.message} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
