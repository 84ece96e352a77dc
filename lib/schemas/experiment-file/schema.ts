/**
 * What a person writes, before cross-field rules. Error texts are predicates: `problems.ts` puts the value as it was
 * typed in front of them.
 */
import { z } from 'zod';
import { parseDuration } from '@/lib/core/duration';
import { NETWORK_MODES, SANDBOX_PROVIDERS } from '@/lib/core/sandbox';
import { parseSize } from '@/lib/core/size';
import {
  allowProblem,
  durationProblem,
  isJsonPath,
  patternProblem,
  refPartProblem,
  relativePathProblem,
} from './checks';
import { nearest } from './nearest';
import { strict } from './strict';

const NOT_SIZE = 'is not a size; write 512m or 4g';

function predicate(test: (value: string) => string | null): (context: z.core.ParsePayload<string>) => void {
  return (context) => {
    const message = test(context.value);
    if (message) context.issues.push({ code: 'custom', message, input: context.value });
  };
}

function text(maxLength: number): z.ZodString {
  return z
    .string({ error: ({ input }) => notText(input) })
    .refine((value) => value.trim() !== '', 'is empty')
    .refine((value) => !value.includes('\0'), 'holds a zero byte')
    .max(maxLength, `is longer than ${maxLength} characters`);
}

function notText(input: unknown): string {
  if (typeof input === 'number' || typeof input === 'boolean') return 'is not text; put the value in quotes';
  return 'is not text';
}

function choice<const Values extends readonly [string, ...string[]]>(what: string, values: Values) {
  return z.enum(values, {
    error: ({ input }) => {
      const guess = typeof input === 'string' && values.length > 3 ? nearest(input, values) : null;
      return guess ? `is not ${what}; did you mean ${guess}?` : `is not ${what}; write ${listed(values)}`;
    },
  });
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`;
  return z.number({ error: message }).int(message).min(min, message).max(max, message);
}

const line = (maxLength: number) => text(maxLength).regex(/^[^\r\n]*$/, 'has more than one line');
const duration = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? `has no unit; write ${input}s, ${input}m or ${input}h`
        : 'is not a duration; write 90s, 15m or 2h',
  })
  .check(predicate(durationProblem))
  .transform((value) => parseDuration(value) ?? 0);
const relativePath = line(500).check(predicate(relativePathProblem));
const paths = z
  .array(relativePath, { error: 'is not a list; write one path a line, each after `- `' })
  .max(50, 'has more than 50 entries');
const size = z
  .string({
    error: ({ input }) => (typeof input === 'number' ? `has no unit; write ${input}m or ${input}g` : NOT_SIZE),
  })
  .check(predicate((value) => (parseSize(value) === null ? NOT_SIZE : null)))
  .transform((value) => parseSize(value) ?? 0);
const flag = z.boolean({ error: 'is neither true nor false' });
const command = text(10_000);
const name = line(40).regex(
  /^[\p{L}\p{N}_][\p{L}\p{N} ._-]*$/u,
  'may hold only letters, digits, spaces, `.`, `_` and `-`',
);
const dollars = z
  .number({ error: 'is not an amount in dollars' })
  .positive('is not more than 0')
  .max(100_000, 'is more than 100000');
const turns = wholeNumber(1, 100_000);

const variantLimits = strict('the limits of a variant', {
  timeout: duration.optional(),
  idle: duration.optional(),
  budgetUsd: dollars.optional(),
  maxTurns: turns.optional(),
  maxToolCalls: turns.optional(),
});

const limits = strict('`limits`', {
  maxParallel: wholeNumber(1, 100).default(4),
  timeout: duration.prefault('15m'),
  idle: duration.prefault('5m'),
  failFast: flag.default(false),
  budgetUsd: dollars.optional(),
  maxTurns: turns.optional(),
  maxToolCalls: turns.optional(),
});

const agentName = line(40).regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  'is not the name of an agent; it may hold letters, digits, `.`, `_` and `-`',
);

const variant = strict('a variant', {
  id: line(200).check(predicate(refPartProblem)),
  agent: agentName,
  model: line(200).optional(),
  approach: text(20_000).optional(),
  task: text(100_000).optional(),
  test: command.optional(),
  limits: variantLimits.optional(),
  repeats: wholeNumber(1, 50).default(1),
});

const gate = strict('a gate', {
  name,
  run: command,
  timeout: duration.prefault('10m'),
  report: strict('`report`', {
    format: choice('a report format', ['auto', 'tap']),
    path: relativePath.optional(),
  }).optional(),
});

const read = z.union(
  [
    z.enum(['last-number', 'duration', 'exit-code']),
    strict('`read`', {
      json: line(500).refine(isJsonPath, 'is not a path into JSON; write it like .p95 or .results[0].ms').optional(),
      regex: line(1000).check(predicate(patternProblem)).optional(),
      file: relativePath.optional(),
    }),
  ],
  { error: 'is not a way to read a number; write last-number, duration, exit-code, { json: .path } or { regex: … }' },
);

const metric = strict('a metric', {
  name,
  run: command,
  read: read.default('last-number'),
  unit: line(20).optional(),
  better: choice('a direction', ['lower', 'higher']),
  timeout: duration.prefault('10m'),
});

const contract = strict('`contract`', {
  gates: z.array(gate, { error: 'is not a list of gates' }).max(30, 'has more than 30 gates').default([]),
  metrics: z.array(metric, { error: 'is not a list of metrics' }).max(30, 'has more than 30 metrics').default([]),
});

const strategyType = choice('a strategy', ['parallel', 'competitive']);
const strategy = z.union([strategyType, strict('`strategy`', { type: strategyType })], {
  error: 'is not a strategy; write parallel or competitive',
});

const select = strict('`select`', {
  by: choice('a selection rule', [
    'first',
    'fastest',
    'most-tests',
    'least-changes',
    'coverage',
    'weighted',
    'person',
  ]).optional(),
  weights: z
    .record(
      z.string(),
      z.number({ error: 'is not a number' }).positive('is not more than 0').max(1_000_000, 'is more than 1000000'),
      {
        error: 'is not a list of weights; write each as `metric: weight`',
      },
    )
    .optional(),
  metric: name.optional(),
});

const variableName = line(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')
  .refine((value) => !value.startsWith('BAKEOFF_'), 'is a variable that belongs to Bakeoff; choose another name');

const agent = strict('an agent', {
  driver: choice('a driver', ['acp', 'command']).optional(),
  executable: line(1000).optional(),
  command: z
    .array(z.string({ error: ({ input }) => notText(input) }).max(10_000), {
      error: 'is not a list; write the program and each argument as an entry',
    })
    .min(1, 'is empty; name at least the program')
    .max(100, 'has more than 100 entries')
    .optional(),
  output: choice('an output format', [
    'text',
    'claude-stream-json',
    'codex-jsonl',
    'gemini-stream-json',
    'opencode-json',
  ]).optional(),
  model: line(200).optional(),
  env: z
    .record(variableName, z.string({ error: ({ input }) => notText(input) }), {
      error: 'is not a mapping of names to texts',
    })
    .default({}),
  passEnv: z
    .array(variableName, { error: 'is not a list of variable names' })
    .max(100, 'has more than 100 entries')
    .default([]),
});

export const experimentFileSchema = strict('an experiment', {
  name: line(120).optional(),
  metadata: z
    .record(
      line(100),
      z.union([z.string(), z.number(), z.boolean()], { error: 'is not a text, a number or true or false' }),
      {
        error: 'is not a mapping of names to values',
      },
    )
    .default({}),
  project: line(2000).default('.'),
  base: line(250)
    .regex(/^[^\s-][^\s]*$/, 'is not a branch, tag or commit')
    .optional(),
  includeUncommitted: flag.default(false),
  task: text(100_000).optional(),
  instructions: paths.default([]),
  strategy: strategy.default('parallel'),
  limits: limits.prefault({}),
  permissions: choice('a permission policy', ['grant', 'ask']).default('grant'),
  sandbox: strict('`sandbox`', {
    provider: choice('a sandbox provider', ['auto', ...SANDBOX_PROVIDERS]).default('auto'),
    image: line(300)
      .regex(
        /^[^\s-]\S*$/,
        'is not an image; write a template (node), an image (node:22), ./Dockerfile or devcontainer',
      )
      .optional(),
    runtime: line(60)
      .regex(/^[A-Za-z0-9][\w.-]*$/, 'is not the name of a runtime of the engine')
      .optional(),
    cpus: z
      .number({ error: 'is not a number of processors' })
      .min(0.1, 'is less than 0.1')
      .max(1024, 'is more than 1024')
      .optional(),
    memory: size.optional(),
    pids: wholeNumber(16, 1_000_000).default(2048),
    disk: size.prefault('20g'),
    network: choice('a network policy', NETWORK_MODES).default('agents-only'),
    allow: z
      .array(line(260).check(predicate(allowProblem)), {
        error: 'is not a list; write one host a line, each after `- `',
      })
      .max(100, 'has more than 100 entries')
      .default([]),
    setupNetwork: choice('a network policy', NETWORK_MODES).default('full'),
    preview: strict('`preview`', { run: command, port: wholeNumber(1024, 65_535).default(3000) }).optional(),
    setup: command.optional(),
    setupTimeout: duration.prefault('10m'),
    copy: paths.default([]),
  }).prefault({}),
  variants: z
    .array(variant, { error: 'is not a list of variants' })
    .min(1, 'is empty; an experiment needs at least one variant')
    .max(10, 'has more than 10 entries; an experiment has 1 to 10 variants'),
  test: command.optional(),
  contract: contract.prefault({}),
  select: select.prefault({}),
  agents: z.record(agentName, agent, { error: 'is not a mapping of agent names to settings' }).default({}),
});

/** What may be written: defaults left out, durations as text. */
export type ExperimentFile = z.input<typeof experimentFileSchema>;
/** After parsing: defaults filled in, durations in milliseconds. */
export type ParsedExperimentFile = z.output<typeof experimentFileSchema>;
