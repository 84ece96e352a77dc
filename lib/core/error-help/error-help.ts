/** A failed run explained: what happened, what shows it, what to try. Pure and complete over the types of failures. */
import { helpFromGate } from './from-gate';
import { allowActions, diskFull, helpFromType } from './from-type';
import { isDiskFull, missingCommand } from './signs';
import type { ErrorHelp, HelpAction, HelpFacts } from './types';

export function errorHelp(facts: HelpFacts): ErrorHelp {
  const help = refine(facts) ?? helpFromType(facts);
  return { ...help, actions: help.actions.filter((action) => facts.isLatest || isAlwaysPossible(action)) };
}

/** What the evidence tells beyond the type of the failure. */
function refine(facts: HelpFacts): ErrorHelp | null {
  const { failure } = facts;
  if (failure.type === 'gate_failed') return helpFromGate(facts);
  if (!COARSE.has(failure.type)) return null;
  const printed = { label: 'It said', text: [failure.message, facts.stderr, facts.stdout].join('\n') };
  if (isDiskFull(printed.text)) return diskFull(facts, printed);
  if (failure.type === 'setup_failed') return setupCommandMissing(facts);
  return null;
}

/** Types that say no more than that something went wrong. */
const COARSE: ReadonlySet<string> = new Set([
  'agent_crashed',
  'agent_error',
  'setup_failed',
  'base_unavailable',
  'capture_failed',
  'system',
]);

const SET_UP_CODE = /exit code (\d+)/;

function setupCommandMissing(facts: HelpFacts): ErrorHelp | null {
  const { message } = facts.failure;
  const code = SET_UP_CODE.exec(message)?.[1];
  const missing = missingCommand(code === undefined ? null : Number(code), message);
  if (missing === null) return null;
  const told = helpFromType(facts);
  return {
    ...told,
    kind: 'command_not_found',
    title: 'The set-up could not find its command',
    happened: missing === '' ? told.happened : `“${missing}” is not there where the set-up runs.`,
    advice: 'Correct the set-up, or choose an image in which the command is installed; then try it on the base.',
    actions: [
      { type: 'try-on-base' },
      { type: 'edit' },
      { type: 'open-host' },
      ...allowActions(facts),
      { type: 'retry' },
    ],
  };
}

/** Not of a run that a later one took the place of: it would be replaced twice. */
function isAlwaysPossible({ type }: HelpAction): boolean {
  return type !== 'retry' && type !== 'follow-up' && type !== 'resolve-conflict';
}
