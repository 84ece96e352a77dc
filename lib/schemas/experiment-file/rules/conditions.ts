/** What conditions and prompts read of other tasks. */
import { parseExpression, type Reference } from '@/lib/core/expression';
import type { Finding } from '../problems';
import { idsOf } from './dependencies';
import { adviceOf, finding, type RawStage, type RawVariant } from './raw';

/** What `when` can ask of a task (docs/strategies.md). */
const TASK_FACTS = [
  'status',
  'success',
  'output',
  'error',
  'exitCode',
  'filesChanged',
  'linesChanged',
  'testsPassed',
  'testsFailed',
  'metrics',
];
const OUTPUT = /\{\{\s*tasks\.([\w.-]+)\.output\s*\}\}/g;

export function checkConditions(stages: readonly RawStage[]): Finding[] {
  const all = new Set(stages.flatMap(({ variants }) => idsOf(variants)));
  return stages.flatMap(({ variants, raw, path }) => {
    const own = new Set(idsOf(variants));
    return [
      ...checkPlaceholders({ text: raw.task, path: [...path, 'task'], known: own, before: null }),
      ...variants.flatMap((variant) => [
        ...checkCondition(variant, all),
        ...['task', 'approach'].flatMap((key) =>
          checkPlaceholders({
            text: variant.raw[key],
            path: [...variant.path, key],
            known: all,
            before: variant.dependsOn.map(({ id }) => id),
          }),
        ),
      ]),
    ];
  });
}

function checkCondition(variant: RawVariant, all: ReadonlySet<string>): Finding[] {
  const text = variant.raw.when;
  if (typeof text !== 'string' || text.trim() === '') return [];
  const path = [...variant.path, 'when'];
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    const at = offset === null ? '' : ` (at character ${offset + 1})`;
    return [finding(path, `can not be used${at}. ${message}`)];
  }
  const before = variant.dependsOn.map(({ id }) => id);
  const says = parsed.value.references.flatMap((reference) => referenceProblem(reference, { before, all }) ?? []);
  return [...new Set(says)].map((problem) => finding(path, problem));
}

function referenceProblem(
  { path: [root, task, fact] }: Reference,
  { before, all }: { before: string[]; all: ReadonlySet<string> },
): string | null {
  if (root !== 'tasks') return `asks for ${root}, which is nothing here; write \`tasks.ID.success\``;
  if (task === undefined) return null;
  if (!before.includes(task)) return notBefore(task, { before, all });
  if (fact === undefined || TASK_FACTS.includes(fact)) return null;
  return `asks for ${fact} of ${task}, which is not known of a task; ${adviceOf(fact, TASK_FACTS)}`;
}

function notBefore(task: string, { before, all }: { before: string[]; all: ReadonlySet<string> }): string {
  if (all.has(task)) return `asks for ${task}, for which it does not wait; add it to \`dependsOn\``;
  const dashed = [...all].some((id) => id.startsWith(`${task}-`));
  if (dashed) return `asks for ${task}, which is no task; write an id with a dash as \`tasks["ID"]\``;
  return `asks for ${task}, which is no task; ${adviceOf(task, before)}`;
}

type Text = { text: unknown; path: Finding['path']; known: ReadonlySet<string>; before: readonly string[] | null };

function checkPlaceholders({ text, path, known, before }: Text): Finding[] {
  if (typeof text !== 'string') return [];
  const ids = new Set([...text.matchAll(OUTPUT)].map((match) => match[1] ?? ''));
  return [...ids].flatMap((id) => {
    if (!known.has(id))
      return [finding(path, `holds the output of ${id}, which is no task; ${adviceOf(id, [...known])}`)];
    if (before === null || before.includes(id)) return [];
    return [finding(path, `holds the output of ${id}, for which it does not wait; add it to \`dependsOn\``)];
  });
}
