import type { McpServer } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { outcomeOfError } from '@/bin/cli/outcome';
import { reportError } from '@/lib/logger';
import type { Refusal } from '@/lib/services/bakeoff';
import { InputError } from '@/bin/cli/outcome';
import { UserError } from '@/lib/errors';

/** Larger answers would push the client's own work out of its context. */
const MAX_TEXT = 60_000;

export type ToolAnswer<T> = { value: T; text: string };

export type Tool<I extends z.ZodObject, O extends z.ZodObject> = {
  name: string;
  title: string;
  description: string;
  input: I;
  output: O;
  /** It only looks. */
  readOnly?: boolean;
  /** It changes what is hard to get back. */
  destructive?: boolean;
  run: (input: z.output<I>, signal: AbortSignal) => Promise<ToolAnswer<z.output<O>>>;
};

/** Data for programs and a short text for the model; a refusal is an error with its remedy. */
export function addTool<I extends z.ZodObject, O extends z.ZodObject>(server: McpServer, tool: Tool<I, O>): void {
  const { name, title, description, input, output, readOnly = false, destructive = false, run } = tool;
  const annotations = { readOnlyHint: readOnly, destructiveHint: destructive, openWorldHint: false };
  server.registerTool<z.ZodObject, z.ZodObject>(
    name,
    { title, description, inputSchema: input, outputSchema: output, annotations },
    async (given, ctx) => {
      try {
        const answer = await run(input.parse(given), ctx.mcpReq.signal);
        return { content: [{ type: 'text', text: cap(answer.text) }], structuredContent: answer.value };
      } catch (cause) {
        return { isError: true, content: [{ type: 'text', text: cap(sentenceOf(cause)) }] };
      }
    },
  );
}

/** Ends a tool with a sentence for the agent. */
export function refuse(refusal: Refusal): never {
  throw new InputError(refusal);
}

function sentenceOf(cause: unknown): string {
  if (!(cause instanceof InputError) && !(cause instanceof UserError)) reportError(cause);
  const { complaint = '' } = outcomeOfError(cause);
  return complaint;
}

function cap(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}\n[… cut]` : text;
}
