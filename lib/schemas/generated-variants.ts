/** What a `generate` command printed: variants of an experiment file, as JSON. */
import { err, ok, type Result } from '@/lib/core/result';
import { plainData, readDocument } from '@/lib/schemas/experiment-file/document';
import { entriesOf, fieldOf, readField, writeField } from '@/lib/schemas/experiment-file/draft';
import { findingsOf, toProblems } from '@/lib/schemas/experiment-file/problems';
import { z } from 'zod';

const MAX_PROBLEMS = 20;

const printed = z.object(
  {
    variants: z
      .array(z.record(z.string(), z.unknown(), { error: 'is not a variant' }), { error: 'is not a list of variants' })
      .min(1, 'is empty; write at least one variant'),
  },
  { error: 'is not a list of variants' },
);

/**
 * A list of variants, or an object with one. What each of them holds is for the file to say that they are put into.
 */
export function parseGenerated(stdout: string): Result<Record<string, unknown>[], string[]> {
  const text = stdout.trim();
  if (text === '') return err(['It printed nothing on standard output; it has to print variants as JSON.']);
  const file = readDocument(text.startsWith('[') ? `{"variants": ${text}}` : text);
  if (!('document' in file) || file.syntax.length > 0) return err(messages(file.syntax));
  const plain = plainData(file.document);
  if (!plain.ok) return err([plain.problem.message]);
  const parsed = printed.safeParse(plain.data);
  if (!parsed.success) return err(messages(toProblems(file, findingsOf(parsed.error.issues))));
  return ok(parsed.data.variants);
}

function messages(problems: readonly { message: string }[]): string[] {
  return problems.slice(0, MAX_PROBLEMS).map(({ message }) => message);
}

/** The file with what was written in the place of the command: run again, it runs the same. */
export function withGenerated(text: string, variants: readonly unknown[]): string {
  const before = entriesOf({ variants: readField(text, ['variants']) }, ['variants']);
  const agent = fieldOf(before[0], ['agent']);
  const complete = variants.map((variant) =>
    fieldOf(variant, ['agent']) === undefined && agent !== undefined ? { ...(variant as object), agent } : variant,
  );
  return writeField(writeField(text, ['variants'], [...before, ...complete]), ['generate'], undefined);
}
