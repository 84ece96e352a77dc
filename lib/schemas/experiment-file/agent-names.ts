/** Whether all agents that a file names are there. Looks at the text as typed, so that it speaks together with other problems. */
import { AGENT_PRESETS } from '@/lib/core/agents';
import { type FilePath, type FileProblem, locate, readDocument } from './document';
import { fieldOf, readDraft } from './draft';
import { adviceOf, rawOf, stagesOf } from './rules/raw';

export function agentNameProblems(text: string): FileProblem[] {
  const { data } = readDraft(text);
  const file = readDocument(text);
  if (!data || !('document' in file)) return [];
  const known = [...AGENT_PRESETS.map((preset) => preset.name), ...Object.keys(rawOf(data.agents) ?? {})];
  const named: { agent: unknown; path: FilePath }[] = [
    ...stagesOf(data).flatMap(({ variants }) =>
      variants.map(({ raw, path }) => ({ agent: raw.agent, path: [...path, 'agent'] })),
    ),
    { agent: fieldOf(data, ['summarize', 'agent']), path: ['summarize', 'agent'] },
  ];
  return named.flatMap(({ agent, path }) => {
    if (typeof agent !== 'string' || agent === '' || known.includes(agent)) return [];
    const advice = adviceOf(agent, known);
    const message = `"${agent}" is not an agent; ${advice}${advice.endsWith('?') ? '' : '.'} Add it under \`agents:\`, or correct the name.`;
    const { line, column } = locate(file, path);
    return [{ message, path, line, column }];
  });
}
