import { request as httpRequest, type IncomingMessage, type RequestOptions, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';

/** A model may think for minutes before its first word; nothing works for longer without a sign of life. */
export const IDLE_MS = 30 * 60_000;

const HOP_BY_HOP: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];
const CREDENTIALS: readonly string[] = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'cookie'];

export type ForwardTo = {
  protocol: 'http:' | 'https:';
  options: RequestOptions;
  hostHeader: string;
  /** Set last; what the client sent under these names, and every credential, is dropped. Null: the client's own stay. */
  headers: Record<string, string> | null;
};

/** Passes a request on and its answer back, both as streams. Follows no redirect. Never throws. */
export function forward(from: IncomingMessage, to: ServerResponse, target: ForwardTo): void {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  try {
    const headers = { host: target.hostHeader, ...outgoingHeaders(from, target.headers) };
    const upstream = send({ ...target.options, method: from.method, headers, agent: false });
    upstream.setTimeout(IDLE_MS, () => upstream.destroy(new Error('It said nothing for too long.')));
    upstream.once('response', (answer) => answerWith(to, answer));
    upstream.on('error', (cause) => refuse(to, 502, `The server could not be reached: ${cause.message}`));
    upstream.on('upgrade', (_answer, socket) => socket.destroy());
    // An agent that was ended, or gave up, must not leave a model working.
    to.once('close', () => upstream.destroy());
    from.on('error', () => upstream.destroy());
    from.pipe(upstream);
  } catch (cause) {
    refuse(to, 400, `The request could not be passed on: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Answers with a sentence, or cuts an answer short that has already begun. */
export function refuse(to: ServerResponse, status: number, sentence: string): void {
  if (to.headersSent || to.destroyed) {
    to.destroy();
    return;
  }
  // What is left of the request is not read: the connection can't be used again.
  to.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  to.end(`${sentence}\n`);
}

/** Passes an answer on; one that is not valid HTTP becomes an error page, and never an exception. */
export function answerWith(to: ServerResponse, answer: IncomingMessage): void {
  try {
    const dropped = new Set([...HOP_BY_HOP, ...namedInConnection(answer)]);
    const headers = Object.entries(answer.headers).filter(([name]) => !dropped.has(name));
    to.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
    to.flushHeaders();
  } catch {
    answer.destroy();
    refuse(to, 502, 'The server sent an answer that is not valid HTTP.');
    return;
  }
  pipeline(answer, to, (cause) => {
    // Cut short on the other side: it has to look so on this side, too.
    if (cause) to.destroy();
  });
}

function outgoingHeaders(from: IncomingMessage, set: Record<string, string> | null): Record<string, string | string[]> {
  const own = Object.keys(set ?? {}).map((name) => name.toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...namedInConnection(from), ...own, 'host', ...(set ? CREDENTIALS : [])]);
  const kept = Object.entries(from.headers).flatMap(([name, value]): [string, string | string[]][] =>
    dropped.has(name) || value === undefined ? [] : [[name, value]],
  );
  // Node frames a body by itself for some methods only; without it a body would be read as a second request.
  const framing: [string, string][] =
    from.headers['transfer-encoding'] === undefined ? [] : [['transfer-encoding', 'chunked']];
  return { ...Object.fromEntries([...kept, ...framing]), ...set };
}

function namedInConnection(message: IncomingMessage): string[] {
  const names = (message.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  // The length frames the body, so it is not for the sender to take away.
  return names.filter((name) => name !== 'content-length');
}
