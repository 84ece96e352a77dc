import 'server-only';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { LaunchInput } from '@/lib/services/bakeoff';
import type { Refused } from '@/lib/server/api/serve';

type Sent = { experiment: string | Record<string, unknown>; workingDir?: string; allowProcess?: boolean };

/** An object is written out, so that it is kept with the experiment and can be edited and run again. */
export function toLaunchInput({ experiment, workingDir, allowProcess = false }: Sent): LaunchInput {
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment, null, 2);
  return { text, workingDir: workingDir ?? null, allowProcess };
}

/** Places in a text that we wrote ourselves help nobody. */
export function problemsOf({ experiment }: Sent, problems: FileProblem[]): FileProblem[] {
  if (typeof experiment === 'string') return problems;
  return problems.map((problem) => ({ ...problem, line: null, column: null }));
}

export function invalidFile(problems: FileProblem[]): Refused {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return {
    status: 400,
    type: 'invalid_experiment',
    message: `The experiment file has ${count}. ${problems[0]?.message ?? ''}`.trim(),
    remedy: 'Correct what `problems` lists; nothing was started.',
    problems,
  };
}
