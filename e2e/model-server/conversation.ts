/** A tool that the client offers to the model. */
export type OfferedTool = {
  name: string;
  /** JSON Schema of its input; null where it takes free text. */
  schema: unknown;
  /** Takes one string instead of an object (`apply_patch` of Codex). */
  isFreeform: boolean;
  /** Tools of the Responses protocol may live in a namespace, which calls must repeat. */
  namespace: string | null;
};

export type Message = {
  role: 'user' | 'assistant';
  text: string;
  callIds: string[];
  resultCount: number;
};

/** What a request of any of the protocols says, without the protocol. */
export type Conversation = {
  system: string;
  messages: Message[];
  tools: OfferedTool[];
  model: string;
  isStreaming: boolean;
};

export type ToolCall = {
  id: string;
  name: string;
  namespace: string | null;
  /** A string for free-form tools. */
  input: string | Record<string, unknown>;
};

export type TokenUsage = { input: number; output: number; cached: number };

/** What the model answers, without the protocol. */
export type Reply = {
  /** Unique on this server; ids inside the answer derive from it. */
  id: string;
  model: string;
  think: string;
  text: string;
  calls: ToolCall[];
  usage: TokenUsage;
};

export type ModelFailure = { status: number; type: string | null; message: string | null };

export const PROTOCOL_NAMES = ['anthropic', 'responses', 'chat', 'gemini'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

export type Protocol = {
  read: (body: unknown, path: string) => Conversation;
  /** Frames of the event stream, in order, ready to be written. */
  stream: (reply: Reply) => string[];
  whole: (reply: Reply) => unknown;
  failure: (failure: ModelFailure) => unknown;
};

/** Models stream in pieces; two at least show that a client joins them. */
export function pieces(text: string, size = 24): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found;
}

export function callText(call: ToolCall): string {
  return typeof call.input === 'string' ? call.input : JSON.stringify(call.input);
}
