/** What an agent is told when it should plan, and when its plan can not be used. */
import { planJsonSchema, type PlanRequest } from './schema';

/** Where an agent that answers in files leaves its plan. */
export const PLAN_FILE = 'plan.json';

export function planPrompt(request: PlanRequest): string {
  return [
    request.request.trim(),
    section('Your part', `${READ_ONLY}\n\n${partOf(request)}`),
    ...existingSection(request),
    section('Agents', agentsText(request.agents)),
    section('Your answer', answerText(request)),
  ].join('\n\n');
}

/** Sent as a follow-up to an answer that can not be used. */
export function problemsPrompt(problems: readonly string[]): string {
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return `Your plan can not be used as it is:\n\n${list}\n\nAnswer with the whole plan once more, corrected: one JSON object in a fenced block (\`\`\`json) against the same JSON Schema.`;
}

const READ_ONLY =
  'Plan the request above; do not carry it out. Read as much of this repository as you need. Whatever you change in it is thrown away.';

function partOf({ kind, count }: PlanRequest): string {
  if (kind === 'approaches') {
    const many = count === 1 ? 'one approach' : `${count} different approaches`;
    return `Write ${many} to this one task. Each is given to a coding agent that starts from this same commit and sees nothing of the others; then all results are tested and compared. So let approaches differ in what matters here (design, data structures, where the change is made, what is left out), not in wording, and let each be one that could turn out the best. Name files and functions of this repository where that helps.`;
  }
  return `Divide it into subtasks, ${count} at most, and as few as do justice to it. Each is given to a coding agent of its own. A subtask that names others in \`dependsOn\` starts from their merged results; those that do not depend on each other run at the same time, so let them change different files. Where two of them must agree on an interface, write it down as an integration contract with its provider and its consumers.`;
}

function existingSection({ existing }: PlanRequest): string[] {
  if (existing.length === 0) return [];
  const list = existing.map(({ id, approach }) => `- ${id}: ${approach.trim() || '(no approach of its own)'}`);
  return [section('Different from these', `They are there already; do not repeat them.\n\n${list.join('\n')}`)];
}

function agentsText(agents: readonly string[]): string {
  return `These can do the work: ${agents.join(', ')}. Other names can not be used.`;
}

function answerText({ kind }: PlanRequest): string {
  const schema = JSON.stringify(planJsonSchema(kind), null, 2);
  return `End with one JSON object in a fenced block (\`\`\`json), or write it into a file \`${PLAN_FILE}\` in the current folder. It must fit this JSON Schema:\n\n\`\`\`json\n${schema}\n\`\`\``;
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}
