/** Reads what an agent answered as a plan. What it says is foreign: caps, known names, sentences for what is wrong. */
import { err, ok, type Result } from '@/lib/core/result';
import { parseExperimentFile, stringifyExperiment } from '@/lib/schemas/experiment-file';
import { plainData, readDocument } from '@/lib/schemas/experiment-file/document';
import { findingsOf, toProblems, type Finding } from '@/lib/schemas/experiment-file/problems';
import { findJson } from './find-json';
import { planSchemas, type Plan, type PlanRequest } from './schema';

const MAX_ANSWER_CHARS = 400_000;
const MAX_PROBLEMS = 20;

type Asked = Pick<PlanRequest, 'kind' | 'count' | 'agents' | 'existing'>;

export function parsePlan(answer: string, asked: Asked): Result<Plan, string[]> {
  if (answer.length > MAX_ANSWER_CHARS)
    return err(['The answer is longer than 400 KB; a plan is a few pages at most.']);
  const json = findJson(answer);
  if (json === null) return err(['There is no JSON object in the answer; put the plan into a fenced block (```json).']);
  const file = readDocument(json);
  if (!('document' in file)) return err(messages(file.syntax));
  if (file.syntax.length > 0 || file.duplicates.length > 0) return err(messages([...file.syntax, ...file.duplicates]));
  const plain = plainData(file.document);
  if (!plain.ok) return err(messages([plain.problem]));
  const parsed = planSchemas[asked.kind].safeParse(plain.data);
  if (!parsed.success) return err(messages(toProblems(file, findingsOf(parsed.error.issues))));
  const plan = toPlan(asked.kind, parsed.data);
  const problems = [...messages(toProblems(file, checkPlan(plan, asked))), ...checkAsFile(plan)];
  return problems.length > 0 ? err([...new Set(problems)].slice(0, MAX_PROBLEMS)) : ok(plan);
}

type Parsed = Pick<Plan, 'variants'> & Partial<Pick<Plan, 'integrationContracts'>> & { notes?: string | undefined };

function toPlan(kind: Plan['kind'], { variants, integrationContracts = [], notes = '' }: Parsed): Plan {
  return { kind, variants, integrationContracts, notes: notes === '' ? null : notes };
}

function checkPlan({ kind, variants }: Plan, { count, agents, existing }: Asked): Finding[] {
  const findings: Finding[] = [];
  const say = (path: Finding['path'], says: string): void => void findings.push({ path, says, about: 'value' });
  if (kind === 'approaches' && variants.length !== count) {
    say(['variants'], `has ${variants.length} ${variants.length === 1 ? 'entry' : 'entries'}; write exactly ${count}`);
  }
  if (kind === 'subtasks' && variants.length > count) {
    say(['variants'], `has ${variants.length} entries; write ${count} at most`);
  }
  const taken = new Map(existing.map(({ approach }) => [wordsOf(approach), 'one that is there already']));
  for (const [index, { id, agent, approach }] of variants.entries()) {
    const path = ['variants', index];
    if (agent !== undefined && !agents.includes(agent)) {
      say([...path, 'agent'], `is not an agent that is there; known are ${agents.join(', ')}`);
    }
    if (existing.some((other) => other.id.toLowerCase() === id.toLowerCase())) {
      say([...path, 'id'], 'is already taken; choose another');
    }
    if (kind !== 'approaches' || approach === undefined) continue;
    const words = wordsOf(approach);
    const same = taken.get(words);
    if (same) say([...path, 'approach'], `is the same as that of ${same}; write a different one`);
    taken.set(words, `"${id}"`);
  }
  return findings;
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')
    .trim();
}

/** What holds for every experiment file (ids, dependencies, cycles) holds for a plan. */
function checkAsFile(plan: Plan): string[] {
  const file = stringifyExperiment({
    task: 'The request.',
    strategy: plan.kind === 'subtasks' ? 'graph' : 'parallel',
    variants: plan.variants.map(({ agent = 'agent', ...variant }) => ({ ...variant, agent })),
    ...(plan.integrationContracts.length > 0 ? { integrationContracts: plan.integrationContracts } : {}),
  });
  const parsed = parseExperimentFile(file);
  return parsed.ok ? [] : messages(parsed.problems.map((problem) => ({ ...problem, line: null })));
}

function messages(problems: readonly { message: string; line: number | null }[]): string[] {
  return problems
    .slice(0, MAX_PROBLEMS)
    .map(({ message, line }) => (line === null ? message : `Line ${line} of the JSON: ${message}`));
}
