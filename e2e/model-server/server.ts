/**
 * A model service on loopback that plays scripts. It speaks the protocols of four vendors, so that the real agent CLIs
 * run their whole loop against it: no account, no network, the same answer every time.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Protocol, ProtocolName } from '@/e2e/model-server/conversation';
import { planTurn } from '@/e2e/model-server/plan';
import { answerJson, composeReply, perform } from '@/e2e/model-server/performance';
import { anthropic } from '@/e2e/model-server/protocols/anthropic';
import { chat } from '@/e2e/model-server/protocols/chat';
import { gemini } from '@/e2e/model-server/protocols/gemini';
import { responses } from '@/e2e/model-server/protocols/responses';

export type ModelRequest = {
  at: number;
  path: string;
  /** Null for anything that is no model call: token counts, model lists, unknown paths. */
  protocol: ProtocolName | null;
  model: string | null;
  /** A title or summary that the client asks for on the side. */
  isAuxiliary: boolean;
  round: number | null;
  system: string;
  /** The user's words of the conversation, oldest first. */
  prompts: string[];
  offeredTools: string[];
  /** What was answered. */
  status: number;
  text: string;
  calls: { name: string; input: string | Record<string, unknown> }[];
  /** Name of the header that carried a key; never the key. */
  keyHeader: string | null;
};

export type ModelServer = { url: string; port: number; requests: ModelRequest[]; close: () => Promise<void> };

export type ModelServerOptions = { port?: number; onRequest?: (request: ModelRequest) => void };

const PROTOCOLS: Record<ProtocolName, Protocol> = { anthropic, responses, chat, gemini };
const PATHS: [RegExp, ProtocolName][] = [
  [/\/messages$/, 'anthropic'],
  [/\/responses$/, 'responses'],
  [/\/chat\/completions$/, 'chat'],
  [/:(streamGenerateContent|generateContent)$/, 'gemini'],
];
const KEY_HEADERS = ['x-api-key', 'x-goog-api-key', 'authorization'];

type Exchange = { response: ServerResponse; record: ModelRequest; body: unknown };

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const note = (record: ModelRequest): void => {
    requests.push(record);
    options.onRequest?.(record);
  };
  const server = http.createServer((request, response) => {
    handle(request, response, note).catch((error: unknown) => answerBug(response, error));
  });
  // Codex would like a web socket first and falls back to HTTP when it is refused.
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\n\r\n');
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  note: (record: ModelRequest) => void,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://loopback');
  const body = await readBody(request);
  const record = emptyRecord(pathname, KEY_HEADERS.find((header) => request.headers[header] !== undefined) ?? null);
  const exchange: Exchange = { response, record, body };
  const protocol = request.method === 'POST' ? PATHS.find(([pattern]) => pattern.test(pathname))?.[1] : undefined;
  if (protocol === undefined) {
    answerSide(request, exchange);
    note(record);
    return;
  }
  const conversation = PROTOCOLS[protocol].read(body, pathname);
  const { turn, round, isAuxiliary } = planTurn(conversation);
  const reply = composeReply(conversation, turn, round);
  Object.assign(record, {
    protocol,
    model: conversation.model,
    isAuxiliary,
    round,
    system: conversation.system,
    prompts: conversation.messages.flatMap((each) => (each.role === 'user' && each.text ? [each.text] : [])),
    offeredTools: conversation.tools.map((tool) => tool.name),
    status: turn.status ?? 200,
    text: reply.text,
    calls: reply.calls.map(({ name, input }) => ({ name, input })),
  });
  note(record);
  await perform({ response, protocol: PROTOCOLS[protocol], turn, reply, isStreaming: conversation.isStreaming });
}

function answerSide(request: IncomingMessage, { response, record }: Exchange): void {
  if (request.method === 'POST' && record.path.endsWith('/count_tokens')) {
    answerJson(response, 200, { input_tokens: 100 });
  } else if (request.method === 'POST' && record.path.endsWith(':countTokens')) {
    answerJson(response, 200, { totalTokens: 100 });
  } else if (request.method === 'GET' && record.path.endsWith('/models')) {
    answerJson(response, 200, { object: 'list', data: [], models: [], has_more: false });
  } else if (request.method === 'HEAD') {
    response.writeHead(200).end();
  } else {
    answerJson(response, 404, { error: { type: 'not_found_error', message: `nothing at ${record.path}` } });
  }
  record.status = response.statusCode;
}

function answerBug(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else
    answerJson(response, 400, { error: { type: 'invalid_request_error', message: `model server: ${String(error)}` } });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const raw = Buffer.concat(chunks);
  const text = request.headers['content-encoding'] === 'gzip' ? await promisify(gunzip)(raw) : raw;
  return text.length === 0 ? null : JSON.parse(text.toString());
}

const emptyRecord = (path: string, keyHeader: string | null): ModelRequest => ({
  at: Date.now(),
  path,
  protocol: null,
  model: null,
  isAuxiliary: false,
  round: null,
  system: '',
  prompts: [],
  offeredTools: [],
  status: 0,
  text: '',
  calls: [],
  keyHeader,
});
