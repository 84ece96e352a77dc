import { compileSchema } from '@/lib/schemas/json-schema';

const SHOWN = 20;

/** What is wrong with a file that should be JSON of a schema, a sentence each. `text`: null where there is none. */
export function problemsOfProduced(produces: { path: string; schema: string }, text: string | null): string[] {
  const { path } = produces;
  if (text === null) return [`${path} is not there, is no plain file, or is larger than 5 MB.`];
  const schema = compileSchema(produces.schema);
  if (!schema.ok) return [`The schema of ${path} can not be used: ${schema.problems.join(' ')}`];
  try {
    return schema.validate(JSON.parse(text)).slice(0, SHOWN);
  } catch (cause) {
    return [`${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}
