/** What the Magic Box documents hold. Unknown keys are allowed; the reader lists them. */
import { z } from 'zod';
import { line, text } from '@/lib/schemas/experiment-file/values';

const MAX_TASKS = 1000;

/** One name may stand without a list. */
const names = z
  .union([line(500), z.array(line(500)).max(MAX_TASKS, `has more than ${MAX_TASKS} entries`)], {
    error: 'is not a list of names',
  })
  .default([]);
export type Names = z.output<typeof names>;

/** In a list of tasks they have ids and descriptions, in a phase only the task itself. */
export const boxTask = z.looseObject(
  {
    id: line(200).optional(),
    worker: line(40).optional(),
    task: text(50_000).optional(),
    description: text(50_000).optional(),
    output_format: text(5000).optional(),
    integration: text(5000).optional(),
    prompt_file: line(1000).optional(),
    depends_on: names,
  },
  { error: 'is not a task' },
);
export type BoxTask = z.output<typeof boxTask>;

const tasks = z
  .array(boxTask, { error: 'is not a list of tasks' })
  .min(1, 'is empty; write at least one task')
  .max(MAX_TASKS, `has more than ${MAX_TASKS} entries`);

const specification = z.union([text(50_000), z.record(z.string(), z.unknown())], {
  error: 'is neither text nor a mapping',
});
export type Specification = z.output<typeof specification>;

export const boxPhase = z.union(
  [
    tasks.transform((list) => ({ tasks: list, contract: undefined })),
    z.looseObject({ tasks, contract: specification.optional() }),
  ],
  { error: 'is not a list of tasks' },
);

export const boxContract = z.looseObject(
  { provider: line(500), consumer: names, consumers: names, specification },
  { error: 'is not a contract with provider, consumer and specification' },
);

export const boxPoint = z.looseObject(
  {
    between: z.array(line(500), { error: 'is not a list of tasks' }).min(2, 'names fewer than two tasks'),
    contract: specification,
  },
  { error: 'is not an integration point with `between` and `contract`' },
);

const criterion = z.union([text(2000), z.strictObject({ run: text(10_000), name: line(40).optional() })], {
  error: 'is neither a sentence nor a command written as `run: …`',
});

export const boxSchema = z.looseObject({
  feature: line(200).optional(),
  parallel_execution: z.looseObject(
    {
      id: line(200).optional(),
      total_tasks: z.number({ error: 'is not a number' }).optional(),
      tasks: tasks.optional(),
      integration_points: z.array(boxPoint, { error: 'is not a list of integration points' }).default([]),
      completion_criteria: z.array(criterion, { error: 'is not a list of criteria' }).default([]),
    },
    { error: 'is not a mapping; write the tasks that it consists of' },
  ),
  contracts: z.record(line(200), boxContract, { error: 'is not a mapping of names to contracts' }).default({}),
});
export type Box = z.output<typeof boxSchema>;

/** The keys that are read; all others are listed. */
export const READ_KEYS = {
  top: ['feature', 'parallel_execution', 'contracts'],
  execution: ['id', 'total_tasks', 'tasks', 'integration_points', 'completion_criteria'],
  task: ['id', 'worker', 'task', 'description', 'output_format', 'integration', 'prompt_file', 'depends_on'],
  phase: ['tasks', 'contract'],
  contract: ['provider', 'consumer', 'consumers', 'specification'],
  point: ['between', 'contract'],
} as const;

export const isPhase = (key: string): boolean => /^phase/i.test(key);
