/** What the demo agent makes of what it measured and of what others answered. Pure. */

import { assertNever } from '../assert-never';

export type Lens = 'tests' | 'speed' | 'size';

export type Answer = { from: string; text: string };

const WORDS: Record<Lens, RegExp> = {
  speed: /\b(?:speed|fast\w*|perform\w*|benchmark)\b/i,
  size: /\b(?:simpl\w*|short\w*|size|lines|maintain\w*)\b/i,
  tests: /\b(?:tests?|correct\w*|valid\w*|debug\w*|wrong|fail\w*)\b/i,
};

/** What a request asks to look at; its approach says it, else its task. Null: nothing of it. */
export function lensOf(prompt: string): Lens | null {
  const asked = sectionOf(prompt, 'Approach') ?? sectionOf(prompt, 'Task') ?? prompt;
  const found = Object.entries(WORDS).find(([, pattern]) => pattern.test(asked))?.[0];
  return found === 'speed' || found === 'size' || found === 'tests' ? found : null;
}

function sectionOf(prompt: string, title: string): string | null {
  const section = prompt.split(/^# /m).find((part) => part.startsWith(`${title}\n`));
  return section ? section.slice(title.length) : null;
}

export type Measured =
  | { lens: 'tests'; failing: string[]; total: number }
  | { lens: 'speed'; ms: number }
  | { lens: 'size'; lines: number; files: number };

/** Tests that fail, and how many there are, of what a runner printed as TAP. */
export function readTap(output: string): { failing: string[]; total: number } {
  const lines = [...output.matchAll(/^ *(not )?ok \d+ - (.*)$/gm)].filter((match) => !match[2]?.endsWith('.mjs'));
  const failing = lines.flatMap((match) => (match[1] ? [(match[2] ?? '').trim()] : []));
  return { failing, total: lines.length };
}

/** The way that each lens would go, by the name that the demo agent knows it by. */
const ADVICE: Record<Lens, string> = {
  tests: 'Sort once, then sweep',
  speed: 'Quick rewrite',
  size: 'Sort once, then sweep',
};
const KNOWN = [...new Set([...Object.values(ADVICE), 'Index with a map'])];

export function opinion(measured: Measured, others: readonly Answer[]): string {
  const own = ADVICE[measured.lens];
  const doubter = others.find(({ text }) => text.includes('BROKEN'));
  const isTakenBack = own === ADVICE.speed && doubter !== undefined;
  const advice = isTakenBack ? ADVICE.tests : own;
  const read = others.length > 0 ? `I have read what ${others.map(({ from }) => from).join(', ')} found. ` : '';
  const change = isTakenBack
    ? `I take back "${own}": ${doubter.from} found tests that fail, and speed is no answer to that. `
    : '';
  return `${findingText(measured)} ${read}${change}Recommendation: ${advice}.`;
}

function findingText(measured: Measured): string {
  switch (measured.lens) {
    case 'tests':
      return measured.failing.length === 0
        ? `All ${measured.total} tests pass: COMPLIANT.`
        : `${measured.failing.length} of ${measured.total} tests fail: BROKEN. They are: ${measured.failing.join('; ')}.`;
    case 'speed':
      return `The benchmark takes ${measured.ms} ms for 2,400 bookings.`;
    case 'size':
      return `The sources are ${measured.lines} lines in ${measured.files} ${measured.files === 1 ? 'file' : 'files'}.`;
    default:
      return assertNever(measured);
  }
}

/** What many answers come to: what most recommend, and who does not. */
export function conclusion(answers: readonly Answer[]): string {
  const votes = answers.flatMap(({ from, text }) => {
    const last = text.slice(text.lastIndexOf('Recommendation'));
    const choice = KNOWN.find((approach) => last.includes(approach));
    return choice ? [{ from, choice }] : [];
  });
  const counts = KNOWN.map((choice) => ({ choice, by: votes.filter((vote) => vote.choice === choice) }));
  const [first] = counts.toSorted((a, b) => b.by.length - a.by.length);
  if (!first || first.by.length === 0) return `I read ${answers.length} answers; none of them recommends anything.`;
  const against = votes.filter(({ choice }) => choice !== first.choice);
  const dissent =
    against.length === 0
      ? 'Nobody disagrees.'
      : `${against.map(({ from, choice }) => `${from} prefers ${choice}`).join('; ')}.`;
  return `${first.by.length} of ${answers.length} answers recommend ${first.choice}. ${dissent} Recommendation: ${first.choice}.`;
}
