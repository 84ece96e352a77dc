import type { Conversation, Message } from '@/e2e/model-server/conversation';
import type { Turn } from '@/e2e/model-server/script';
import { DEFAULT_SCRIPT, findScript } from '@/e2e/model-server/script';

export type Plan = {
  turn: Turn;
  /** How many rounds of tool calls the conversation has behind it since the scripted prompt. */
  round: number;
  /** A side request of the client (a title, a summary): it offers no tools and never advances the script. */
  isAuxiliary: boolean;
};

/**
 * Which turn comes next is worked out from the request alone, so that any number of agents share one server, and a
 * client may repeat a request.
 */
export function planTurn(conversation: Conversation): Plan {
  if (conversation.tools.length === 0) return { turn: { text: 'Scripted title' }, round: 0, isAuxiliary: true };
  const { script, at } = findStart(conversation.messages);
  const round = countRounds(conversation.messages.slice(at + 1));
  return { turn: script.turns[round] ?? { text: 'The script is over.' }, round, isAuxiliary: false };
}

/** Ids of our calls carry their round: some clients split the parallel calls of one answer over several messages. */
export function callId(round: number, unique: string): string {
  return `call_r${round}_${unique}`;
}

function findStart(messages: Message[]): { script: typeof DEFAULT_SCRIPT; at: number } {
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    const script = message?.role === 'user' ? findScript(message.text) : null;
    if (script) return { script, at };
  }
  const at = messages.findLastIndex(
    (message) => message.role === 'user' && message.resultCount === 0 && message.text.trim() !== '',
  );
  return { script: DEFAULT_SCRIPT, at };
}

function countRounds(messages: Message[]): number {
  const known = messages
    .flatMap((message) => message.callIds)
    .flatMap((id) => /call_r(\d+)_/.exec(id)?.[1] ?? [])
    .map(Number);
  if (known.length > 0) return Math.max(...known) + 1;
  // A client that makes up its own ids: neighbouring messages with calls are one answer.
  let rounds = 0;
  let isInside = false;
  for (const message of messages) {
    const hasCalls = message.callIds.length > 0;
    if (hasCalls && !isInside) rounds += 1;
    isInside = message.role === 'assistant' && (hasCalls || isInside);
  }
  return rounds;
}

const WORKING_DIRECTORY = [
  /Primary working directory:\s*(\/[^\s<"`]+)/,
  /<cwd>([^<]+)<\/cwd>/,
  /working directory(?:\s*is)?:?\s*`?(\/[^\s<"`]+)/i,
  /working in the directory:\s*(\/[^\s<"`]+)/i,
  /Workspace Directories:\**\s*\n\s*-\s*(\/[^\s<"`]+)/i,
];

/** Where the client says that it works; some tools want absolute paths. */
export function findWorkingDirectory(conversation: Conversation): string | null {
  const text = [conversation.system, ...conversation.messages.map((message) => message.text)].join('\n');
  for (const pattern of WORKING_DIRECTORY) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found.replace(/[.,]$/, '');
  }
  return null;
}
