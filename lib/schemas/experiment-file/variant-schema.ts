/** Variants and how they depend on each other. */
import { z } from 'zod';
import { STRATEGY_TYPES } from '@/lib/core/plan-types';
import { refPartProblem } from './checks';
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
  relativePath,
  text,
  turns,
  wholeNumber,
} from './values';

export const id = line(200).check(predicate(refPartProblem));
export const ids = z
  .array(id, { error: 'is not a list of ids; write them as [first, second]' })
  .max(1000, 'has more than 1000 entries');

export const retries = z.union(
  [wholeNumber(0, 10), strict('`retries`', { max: wholeNumber(0, 10).default(2), backoff: duration.prefault('10s') })],
  { error: 'is not a number of retries from 0 to 10, nor { max: 2, backoff: 10s }' },
);

const variantLimits = strict('the limits of a variant', {
  timeout: duration.optional(),
  idle: duration.optional(),
  budgetUsd: dollars.optional(),
  maxTurns: turns.optional(),
  maxToolCalls: turns.optional(),
});

const variant = strict('a variant', {
  id,
  agent: agentName,
  model: line(200).optional(),
  approach: text(20_000).optional(),
  task: text(100_000).optional(),
  instructions: paths.default([]),
  test: command.optional(),
  limits: variantLimits.optional(),
  repeats: wholeNumber(1, 50).default(1),
  dependsOn: ids.default([]),
  when: line(2000).optional(),
  reportOnly: flag.default(false),
  retries: retries.optional(),
});

/** More than ten side by side can not be compared; tasks of a graph are no alternatives to each other. */
export const variantList = z
  .array(variant, { error: 'is not a list of variants' })
  .max(1000, 'has more than 1000 entries');
const variants = variantList.min(1, 'is empty; a stage needs at least one variant');

const strategyType = choice('a strategy', STRATEGY_TYPES);
export const strategy = z.union(
  [
    strategyType,
    strict('`strategy`', {
      type: strategyType,
      passOutput: flag.default(false),
      stopOnFailure: flag.default(false),
      size: wholeNumber(1, 1000).optional(),
    }),
  ],
  { error: `is not a strategy; write ${STRATEGY_TYPES.slice(0, -1).join(', ')} or ${STRATEGY_TYPES.at(-1)}` },
);

const stageName = line(200).check(predicate(refPartProblem));

export const stages = z
  .array(
    strict('a stage', {
      name: stageName,
      from: line(220)
        .regex(/^(base|.+\.(winner|merged))$/, 'is not a place to start from; write base, main.winner or main.merged')
        .optional(),
      strategy: strategy.default('parallel'),
      task: text(100_000).optional(),
      variants,
      test: command.optional(),
      contract: contract.optional(),
      select: select.prefault({}),
      combine: flag.default(false),
    }),
    { error: 'is not a list of stages' },
  )
  .max(20, 'has more than 20 entries');

const jsonSchema = z.record(z.string(), z.unknown(), { error: 'is not a JSON Schema' });

export const integrationContracts = z
  .array(
    strict('an integration contract', {
      name: line(40),
      provider: id,
      consumers: ids.default([]),
      specification: z.union([text(50_000), jsonSchema], { error: 'is neither text nor a JSON Schema' }),
      check: command.optional(),
      produces: strict('`produces`', {
        path: relativePath,
        schema: jsonSchema,
      }).optional(),
    }),
    { error: 'is not a list of integration contracts' },
  )
  .max(100, 'has more than 100 entries');

export const summarize = strict('`summarize`', {
  agent: agentName,
  model: line(200).optional(),
  task: text(20_000).optional(),
});
