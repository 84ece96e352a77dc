import { z } from 'zod';

const written = z.tuple([z.string(), z.string()]);

/** One answer of the model. Several actions in one turn become parallel tool calls, in this order. */
const turnSchema = z.strictObject({
  think: z.string().optional(),
  text: z.string().optional(),
  /** Path. */
  read: z.string().optional(),
  /** Path and content, or several such pairs. */
  write: z.union([written, z.array(written)]).optional(),
  /** Path, old text, new text. Whole lines: the patches of Codex know nothing smaller. */
  edit: z.tuple([z.string(), z.string(), z.string()]).optional(),
  /** Shell command. */
  run: z.string().optional(),
  /** A tool by its own name, for example one of an MCP server. */
  tool: z.object({ name: z.string(), args: z.record(z.string(), z.unknown()).default({}) }).optional(),
  /** Pause before the answer. */
  delayMs: z.number().optional(),
  /** Pause between the pieces of the answer. */
  chunkMs: z.number().optional(),
  /** Answer with this HTTP status and an error body of the protocol, for example 401, 429, 529 or 500. */
  status: z.number().int().min(400).max(599).optional(),
  errorType: z.string().optional(),
  message: z.string().optional(),
  /** Take the request and never answer. */
  hang: z.boolean().optional(),
  /** Cut the connection: at once, or half-way through the answer where there is one. */
  drop: z.boolean().optional(),
  usage: z
    .object({ input: z.number().optional(), output: z.number().optional(), cached: z.number().optional() })
    .optional(),
});
export type Turn = z.infer<typeof turnSchema>;

const scriptSchema = z.strictObject({ turns: z.array(turnSchema).min(1) });
export type Script = z.infer<typeof scriptSchema>;
/** What a test writes: defaults may be left out. */
export type ScriptInput = z.input<typeof scriptSchema>;

const DIRECTIVE = /@@mock\s*(\{[\s\S]*?\})\s*@@/g;

/** Scripts without a directive in the prompt get this one, so that any prompt leads to a small finished task. */
export const DEFAULT_SCRIPT: Script = {
  turns: [
    { text: 'I will add a file.', write: ['AGENT_NOTES.md', '# Notes\n\nWritten by the scripted model.\n'] },
    { text: 'Now a look at it.', run: 'cat AGENT_NOTES.md' },
    { text: 'Done: AGENT_NOTES.md is there.' },
  ],
};

/** The text to put into a prompt so that the model server plays this script. */
export function directive(script: ScriptInput): string {
  return `@@mock ${JSON.stringify(script)} @@`;
}

/** The last script that a text carries, or null. A script that can't be read becomes an answer that says why. */
export function findScript(text: string): Script | null {
  const json = [...text.matchAll(DIRECTIVE)].at(-1)?.[1];
  if (json === undefined) return null;
  try {
    return scriptSchema.parse(JSON.parse(json));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { turns: [{ text: `The script in the prompt can't be read: ${reason}` }] };
  }
}
