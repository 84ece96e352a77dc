/** What the parallel dispatcher reads. Unknown keys are allowed; the reader lists them. */
import { z } from 'zod';
import { choice, line, notText, text } from '@/lib/schemas/experiment-file/values';

const MAX_TASKS = 1000;

const texts = z
  .array(z.string({ error: ({ input }) => notText(input) }).max(50_000, 'is longer than 50000 characters'), {
    error: 'is not a list of texts',
  })
  .max(100, 'has more than 100 entries')
  .default([]);

const shared = {
  task_id: line(200),
  description: text(20_000),
  dependencies: z
    .array(line(200), { error: 'is not a list of task ids' })
    .max(MAX_TASKS, `has more than ${MAX_TASKS} entries`)
    .default([]),
};

export const coderTask = z.looseObject(
  {
    ...shared,
    agent: z.literal('coder'),
    input_data: z.looseObject(
      {
        contract_description: text(50_000),
        node_type: choice('a type of node', ['Effect', 'Compute', 'Reducer', 'Orchestrator']),
        output_path: line(1000).optional(),
        context_files: texts,
        validation_level: choice('a level of validation', ['strict', 'moderate', 'lenient']).default('moderate'),
      },
      { error: 'is not a mapping of fields' },
    ),
  },
  { error: 'is not a task' },
);

export const debugTask = z.looseObject(
  {
    ...shared,
    agent: z.literal('debug'),
    input_data: z.looseObject(
      {
        problem_description: text(50_000),
        affected_files: texts,
        error_traces: texts,
        analysis_depth: choice('a depth of analysis', ['quick', 'standard', 'deep']).default('standard'),
        hypothesis: text(20_000).optional(),
      },
      { error: 'is not a mapping of fields' },
    ),
  },
  { error: 'is not a task' },
);

const seconds = z
  .number({ error: 'is not a number of seconds' })
  .positive('is no time at all')
  .max(7 * 24 * 3600, 'is longer than a week');

export const dispatcherSchema = z.looseObject({
  tasks: z
    .array(z.discriminatedUnion('agent', [coderTask, debugTask], { error: unionError }), {
      error: 'is not a list of tasks',
    })
    .min(1, 'is empty; a dispatch needs at least one task')
    .max(MAX_TASKS, `has more than ${MAX_TASKS} entries`),
  config: z
    .looseObject(
      {
        max_workers: z
          .number({ error: 'is not a whole number from 1' })
          .int('is not a whole number from 1')
          .min(1, 'is not a whole number from 1')
          .default(5),
        timeout_seconds: seconds.default(300),
        trace_dir: line(1000).optional(),
      },
      { error: 'is not a mapping of settings' },
    )
    .prefault({}),
});

export type Dispatch = z.output<typeof dispatcherSchema>;
export type DispatchTask = Dispatch['tasks'][number];
export type CoderTask = Extract<DispatchTask, { agent: 'coder' }>;
export type DebugTask = Extract<DispatchTask, { agent: 'debug' }>;

/** The keys that are read; all others are listed. */
export const READ_KEYS = {
  top: ['tasks', 'config'],
  config: ['max_workers', 'timeout_seconds', 'trace_dir'],
  task: ['task_id', 'agent', 'description', 'dependencies', 'input_data'],
  coder: ['contract_description', 'node_type', 'output_path', 'context_files', 'validation_level'],
  debug: ['problem_description', 'affected_files', 'error_traces', 'analysis_depth', 'hypothesis'],
} as const;

function unionError({ input, code }: { input?: unknown; code?: string }): string {
  if (code === 'invalid_union') return 'is not an agent of the dispatcher; write coder or debug';
  return typeof input === 'object' ? 'is not an agent of the dispatcher; write coder or debug' : 'is not a task';
}
