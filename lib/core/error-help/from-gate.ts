/** Help where a gate did not hold: a red test, or a gate that could not be run. */
import { failureExcerpt } from '../failure-excerpt';
import { diskFull } from './from-type';
import { doubledMemory } from './raise';
import { isDiskFull, isOutOfMemory, missingCommand } from './signs';
import type { ErrorHelp, HelpAction, HelpFacts, HelpGate } from './types';

/** Null: no gate tells anything. */
export function helpFromGate(facts: HelpFacts): ErrorHelp | null {
  const gate = facts.gates.find((one) => one.status !== 'passed');
  if (!gate) return null;
  const base = facts.baseGates.find((one) => one.name === gate.name) ?? null;
  if (isDiskFull(gate.output)) return diskFull(facts, { label: `Gate ${gate.name}`, text: gate.output });
  const missing = missingCommand(gate.exitCode, gate.output);
  if (missing !== null) return commandMissing(facts, { gate, base, missing });
  if (isOutOfMemory(gate.exitCode, gate.output)) return gateOutOfMemory(facts, gate);
  if (gate.status === 'timed_out') return gateTimedOut(gate, base);
  return redTest(facts, gate, base);
}

type Missing = { gate: HelpGate; base: HelpGate | null; missing: string };

function commandMissing(facts: HelpFacts, { gate, base, missing }: Missing): ErrorHelp {
  const name = missing === '' ? 'Its command' : `“${missing}”`;
  const evidence = [{ label: exitLabel(gate), text: failureExcerpt(gate.output) }];
  if (base && missingCommand(base.exitCode, base.output) !== null) {
    return {
      kind: 'command_missing_on_base',
      title: `The gate “${gate.name}” can not run, not even on the base`,
      happened: `${name} is not there on the untouched base, so no variant can pass this gate.`,
      evidence: [
        ...evidence,
        { label: `On the base, ${exitLabel(base).toLowerCase()}`, text: failureExcerpt(base.output) },
      ],
      advice:
        'Correct the command of the gate, or install what it needs in the set-up; try it on the base before agents are paid.',
      actions: [{ type: 'try-on-base' }, { type: 'edit' }, { type: 'show-gate', gate: gate.name }],
    };
  }
  return {
    kind: 'command_not_found',
    title: `The gate “${gate.name}” could not find its command`,
    happened: base
      ? `${name} is not there in this result, though the base has it: the variant took it away or renamed it.`
      : `${name} is not there.`,
    evidence,
    advice: 'Ask the agent to put it back, or name it in the set-up where it must be installed first.',
    actions: [
      ...followUp(
        facts,
        `The gate "${gate.name}" can't run: its command is missing. Put it back.\n\n${failureExcerpt(gate.output)}`,
      ),
      { type: 'show-gate', gate: gate.name },
      { type: 'edit' },
      { type: 'retry' },
    ],
  };
}

function gateOutOfMemory(facts: HelpFacts, gate: HelpGate): ErrorHelp {
  return {
    kind: 'out_of_memory',
    title: `The gate “${gate.name}” ran out of memory`,
    happened: 'Its command was ended because it needed more memory than there is for it.',
    evidence: [{ label: exitLabel(gate), text: failureExcerpt(gate.output) }],
    advice: 'Give the sandbox more memory.',
    actions: [doubledMemory(facts), { type: 'show-gate', gate: gate.name }, { type: 'retry' }],
  };
}

function gateTimedOut(gate: HelpGate, base: HelpGate | null): ErrorHelp {
  const onBase = base?.status === 'timed_out' ? ' It takes too long on the base, too.' : '';
  return {
    kind: 'gate_timed_out',
    title: `The gate “${gate.name}” took too long`,
    happened: `It was stopped at its limit.${onBase}`,
    evidence: [{ label: `Last lines of gate ${gate.name}`, text: failureExcerpt(gate.output) }],
    advice: 'Raise the timeout of the gate in the contract, or look for what hangs.',
    actions: [
      ...(onBase ? [{ type: 'try-on-base' } as const] : []),
      { type: 'show-gate', gate: gate.name },
      { type: 'edit' },
      { type: 'retry' },
    ],
  };
}

function redTest(facts: HelpFacts, gate: HelpGate, base: HelpGate | null): ErrorHelp {
  const excerpt = failureExcerpt(gate.output);
  const { tests } = gate;
  const red = tests && tests.failed > 0 ? `${tests.failed} of ${tests.failed + tests.passed} tests are red` : null;
  return {
    kind: 'red_test',
    title: `The gate “${gate.name}” is red`,
    happened: [red ? `${red}.` : `It ended with exit code ${gate.exitCode ?? 'none'}.`, onBaseText(base)]
      .join(' ')
      .trim(),
    evidence: [{ label: `Gate ${gate.name}`, text: excerpt }],
    advice: facts.canFollowUp
      ? 'Send the agent what is red; it goes on from its own result. Or read the whole output first.'
      : 'Read the output of the gate, then run the variant once more.',
    actions: [
      ...followUp(facts, `The gate "${gate.name}" is red${red ? `: ${red}` : ''}. Make it green.\n\n${excerpt}`),
      { type: 'show-gate', gate: gate.name },
      { type: 'retry' },
    ],
  };
}

function onBaseText(base: HelpGate | null): string {
  if (!base) return '';
  return base.status === 'passed'
    ? 'It is green on the base, so this variant broke it.'
    : 'It is red on the base, too.';
}

function followUp({ canFollowUp }: HelpFacts, text: string): HelpAction[] {
  return canFollowUp ? [{ type: 'follow-up', text }] : [];
}

function exitLabel({ name, exitCode }: HelpGate): string {
  return `Gate ${name}, exit code ${exitCode ?? 'none'}`;
}
