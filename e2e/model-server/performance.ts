import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Conversation, Protocol, Reply, ToolCall } from '@/e2e/model-server/conversation';
import { callId, findWorkingDirectory } from '@/e2e/model-server/plan';
import type { Turn } from '@/e2e/model-server/script';
import { actionsOf, mapAction } from '@/e2e/model-server/tool-mapping';

/** What the model says in this turn, in the tools that this client offers. */
export function composeReply(conversation: Conversation, turn: Turn, round: number): Reply {
  const cwd = findWorkingDirectory(conversation);
  const calls: ToolCall[] = [];
  const impossible: string[] = [];
  for (const action of actionsOf(turn)) {
    const call = mapAction(action, conversation.tools, cwd);
    if (call) calls.push({ ...call, id: callId(round, unique()) });
    else impossible.push(action.type);
  }
  const excuse = impossible.length > 0 ? `This client offers no tool to ${impossible.join(' or ')}.` : '';
  return {
    id: unique(),
    model: conversation.model,
    think: turn.think ?? '',
    text: [turn.text ?? '', excuse].filter((text) => text !== '').join('\n'),
    calls,
    usage: { input: 1200 + 100 * round, output: 40, cached: round > 0 ? 1000 : 0, ...turn.usage },
  };
}

type Performance = { response: ServerResponse; protocol: Protocol; turn: Turn; reply: Reply; isStreaming: boolean };

/** Answers as the turn says: in time, with an error, cut short, or never. */
export async function perform({ response, protocol, turn, reply, isStreaming }: Performance): Promise<void> {
  if (turn.delayMs !== undefined) await pause(turn.delayMs);
  if (turn.hang || response.destroyed) return;
  if (turn.status !== undefined) {
    const failure = { status: turn.status, type: turn.errorType ?? null, message: turn.message ?? null };
    answerJson(response, turn.status, protocol.failure(failure));
    return;
  }
  const hasAnswer = reply.text !== '' || reply.think !== '' || reply.calls.length > 0;
  if (turn.drop && !(hasAnswer && isStreaming)) {
    response.destroy();
    return;
  }
  if (!isStreaming) {
    answerJson(response, 200, protocol.whole(reply));
    return;
  }
  await streamFrames(response, protocol.stream(reply), turn);
}

async function streamFrames(response: ServerResponse, frames: string[], turn: Turn): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'request-id': unique() });
  const cutAt = turn.drop ? Math.ceil(frames.length / 2) : frames.length;
  for (const frame of frames.slice(0, cutAt)) {
    if (response.destroyed) return;
    response.write(frame);
    if (turn.chunkMs !== undefined) await pause(turn.chunkMs);
  }
  if (!turn.drop) {
    response.end();
    return;
  }
  // Without this turn of the event loop the frames would be lost with the connection.
  await pause(20);
  response.destroy();
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': unique() });
  response.end(JSON.stringify(body));
}

const unique = (): string => randomUUID().replaceAll('-', '').slice(0, 20);
