/** The words of what can be tried: on buttons, and in a terminal. Pure. */
import { assertNever } from '../assert-never';
import type { ExperimentChange, HelpAction } from './types';

/** A button's label. */
export function actionWords(action: HelpAction): string {
  switch (action.type) {
    case 'retry':
      return 'Retry';
    case 'retry-with':
      return `Run again with ${changeWords(action.change)}`;
    case 'edit':
      return 'Edit and run again';
    case 'open-agents':
      return 'How to install and log in';
    case 'allow-host':
      return `Allow ${action.entry}`;
    case 'try-on-base':
      return 'Try the contract on the base';
    case 'open-host':
      return 'What this computer offers';
    case 'open-data':
      return 'Make room';
    case 'follow-up':
      return 'Tell the agent';
    case 'show-gate':
      return `Output of ${action.gate}`;
    case 'resolve-conflict':
      return 'Resolve by agent';
    default:
      return assertNever(action);
  }
}

const FIELD_WORDS: Record<ExperimentChange['field'], (value: string) => string> = {
  timeout: (value) => `${value} of time`,
  idle: (value) => `${value} of silence`,
  maxTurns: (value) => `${value} turns`,
  maxToolCalls: (value) => `${value} tool calls`,
  budgetUsd: (value) => `a budget of $${value}`,
  maxParallel: (value) => `${value} at a time`,
  retries: (value) => `${value} retries`,
  memory: (value) => `${value} of memory`,
  disk: (value) => `${value} of disk`,
  pids: (value) => `${value} processes`,
  setupTimeout: (value) => `${value} for the set-up`,
};

export function changeWords({ field, value }: ExperimentChange): string {
  return FIELD_WORDS[field](value);
}

/** As it stands in an address and behind `--change`: `memory:8g`, or `timeout:30m:functional` for a variant's own. */
export function writeChange({ field, value, variant }: ExperimentChange): string {
  return [field, value, ...(variant === null ? [] : [variant])].join(':');
}

type Ids = { experimentId: string; runId: string };

/** The command that does the same; null where only a page can. */
export function actionCommand(action: HelpAction, { experimentId, runId }: Ids): string | null {
  switch (action.type) {
    case 'retry':
      return `bakeoff retry ${runId}`;
    case 'retry-with':
      return `bakeoff run --again ${experimentId} --change ${writeChange(action.change)}`;
    case 'allow-host':
      return `bakeoff run --again ${experimentId} --allow ${action.entry}`;
    case 'show-gate':
      return `bakeoff logs ${runId} --only errors`;
    case 'open-host':
    case 'open-agents':
      return 'bakeoff doctor';
    case 'open-data':
      return 'bakeoff clean';
    case 'edit':
    case 'try-on-base':
    case 'follow-up':
    case 'resolve-conflict':
      return null;
    default:
      return assertNever(action);
  }
}
