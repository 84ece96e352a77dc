/** What a person writes, before cross-field rules (`rules.ts`). */
import { z } from 'zod';
import { NETWORK_MODES, SANDBOX_PROVIDERS } from '@/lib/core/sandbox';
import { agent } from './agent-schema';
import { allowProblem } from './checks';
import { contract, select } from './contract-schema';
import { strict } from './strict';
import {
  agentName,
  choice,
  command,
  dollars,
  duration,
  flag,
  line,
  paths,
  predicate,
  size,
  text,
  turns,
  wholeNumber,
} from './values';
import { integrationContracts, retries, stages, strategy, summarize, variantList } from './variant-schema';

const limits = strict('`limits`', {
  maxParallel: wholeNumber(1, 100).default(4),
  timeout: duration.prefault('15m'),
  idle: duration.prefault('5m'),
  failFast: flag.default(false),
  budgetUsd: dollars.optional(),
  maxTurns: turns.optional(),
  maxToolCalls: turns.optional(),
  retries: retries.optional(),
});

/** A command of the person's own that reads and writes JSON. */
const plugin = (what: string) => strict(what, { run: command, timeout: duration.prefault('10m') });

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
  /** None only where a command writes them (`rules.ts`). */
  variants: variantList.default([]),
  generate: strict('`generate`', {
    run: command,
    count: wholeNumber(1, 100).default(3),
    timeout: duration.prefault('10m'),
  }).optional(),
  stages: stages.default([]),
  integrationContracts: integrationContracts.default([]),
  summarize: summarize.optional(),
  combine: flag.default(false),
  aggregate: plugin('`aggregate`').optional(),
  test: command.optional(),
  contract: contract.prefault({}),
  select: select.prefault({}),
  agents: z.record(agentName, agent, { error: 'is not a mapping of agent names to settings' }).default({}),
});

/** What may be written: defaults left out, durations as text. */
export type ExperimentFile = z.input<typeof experimentFileSchema>;
/** After parsing: defaults filled in, durations in milliseconds. */
export type ParsedExperimentFile = z.output<typeof experimentFileSchema>;
