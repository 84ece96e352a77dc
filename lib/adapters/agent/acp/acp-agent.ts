import { Readable, Transform, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as acp from '@agentclientprotocol/sdk/unstable';
import { saysThatTurnBroke } from '@/lib/adapters/agent/acp/broken-turn';
import { PermissionDesk } from '@/lib/adapters/agent/acp/permissions';
import { AcpTimeout, openSession } from '@/lib/adapters/agent/acp/session';
import { UpdateTranslator } from '@/lib/adapters/agent/acp/updates';
import { startAgentProcess, type AgentProcess, type ProcessExit } from '@/lib/adapters/agent/agent-process';
import { ACP_AUTH_REQUIRED, classifyFailure, findHiddenFailure } from '@/lib/adapters/agent/classify-failure';
import type { AgentEnd, AgentStart, RunningAgent } from '@/lib/adapters/agent/driver';
import type { Failure } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';
import type { AcpDriver } from '@/lib/schemas/runner';

/** After its work the agent's process has this long to leave by itself, once its input is closed. */
const LEAVE_MS = 400;
/** An error response and the end of the process that caused it arrive together, in any order. */
const EXIT_RACE_MS = 150;

/** Drives one agent process through the Agent Client Protocol: one session, one prompt, and follow-ups. */
export async function startAcpAgent(start: AgentStart & { driver: AcpDriver }): Promise<RunningAgent> {
  const process = await startAgentProcess({
    launch: start.launch,
    command: { argv: start.driver.argv, cwd: start.spec.cwd, env: start.spec.env },
    // The protocol leaves standard error to logs: a sign of life, and kept at the run's end, but nothing of the talk.
    onStderr: () => start.onActivity(),
  });
  const conversation = new Conversation(start, process);
  return {
    pid: process.pid,
    done: conversation.hold(),
    exited: process.exited,
    cancel: () => conversation.cancel(),
    terminate: process.terminate,
    followUp: (text) => conversation.followUp(text),
    answerPermission: (id, optionId) => conversation.permissions.answer(id, optionId),
  };
}

class Conversation {
  readonly permissions: PermissionDesk;
  private readonly start: AgentStart & { driver: AcpDriver };
  private readonly process: AgentProcess;
  private readonly updates = new UpdateTranslator();
  private readonly queue: string[] = [];
  private connection: acp.ClientContext | null = null;
  private sessionId: string | null = null;
  /** Before the first prompt an agent may replay the history of a session that it loaded. */
  private prompted = false;
  private over = false;
  private toolCalls = 0;
  private answer = '';
  private isBroken = false;

  constructor(start: AgentStart & { driver: AcpDriver }, process: AgentProcess) {
    this.start = start;
    this.process = process;
    this.permissions = new PermissionDesk(start.spec.permissions, (event) => this.emit(event));
  }

  async hold(): Promise<AgentEnd> {
    const failure = await this.talk();
    this.over = true;
    this.permissions.cancelAll();
    this.process.streams?.stdin.end();
    const exit = await Promise.race([this.process.exited, sleep(LEAVE_MS, null)]);
    return {
      failure,
      exitCode: exit?.exitCode ?? null,
      signal: exit?.signal ?? null,
      stdoutTail: '',
      stderrTail: this.process.stderrTail(),
    };
  }

  cancel(): boolean {
    this.over = true;
    this.queue.length = 0;
    const { connection, sessionId } = this;
    if (!connection || sessionId === null) return false;
    this.permissions.cancelAll();
    // A connection that is closed already needs no cancel.
    connection.notify(acp.methods.agent.session.cancel, { sessionId }).catch(() => undefined);
    return true;
  }

  followUp(text: string): boolean {
    if (this.over) return false;
    this.queue.push(text);
    return true;
  }

  private emit(event: AgentEvent): void {
    if (event.type === 'tool') this.toolCalls++;
    if (event.type === 'message') this.answer = (this.answer + event.text).slice(-2000);
    this.start.emit(event);
  }

  /** Its answer so far was work; the error is what follows. */
  private breakTurn(): void {
    this.isBroken = true;
    this.answer = '';
  }

  private async talk(): Promise<Failure | null> {
    const { streams, exited } = this.process;
    if (!streams) return this.deathFailure(await exited);
    // Passing the bytes through our own stream shows any sign of life, also one that makes no event.
    const incoming = streams.stdout.pipe(
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          this.start.onActivity();
          done(null, chunk);
        },
      }),
    );
    const stream = acp.ndJsonStream(
      Writable.toWeb(streams.stdin) as WritableStream<Uint8Array>,
      Readable.toWeb(incoming) as ReadableStream<Uint8Array>,
    );
    const talk = this.app()
      .connectWith(stream, (connection) => this.converse(connection))
      .catch(async (cause: unknown): Promise<Failure> => {
        const exit = await Promise.race([exited, sleep(EXIT_RACE_MS, null)]);
        return exit && !isProtocolError(cause) ? this.deathFailure(exit) : this.errorFailure(cause);
      });
    // Its last words may still be in the pipe when it has ended.
    const died = exited.then(async (exit) => {
      await sleep(EXIT_RACE_MS);
      return this.deathFailure(exit);
    });
    return Promise.race([talk, died]);
  }

  private app(): acp.ClientApp {
    return acp
      .client({ name: 'bakeoff' })
      .onNotification(acp.methods.client.session.update, ({ params }) => {
        if (!this.prompted) return;
        if (saysThatTurnBroke(params.update)) this.breakTurn();
        for (const event of this.updates.translate(params.update)) this.emit(event);
      })
      .onRequest(acp.methods.client.session.requestPermission, ({ params }) => {
        // Some agents ask before they have announced the tool call.
        const announced = { ...params.toolCall, sessionUpdate: 'tool_call_update' as const };
        for (const event of this.updates.translate(announced)) this.emit(event);
        return this.permissions.request(params);
      });
  }

  private async converse(connection: acp.ClientContext): Promise<Failure | null> {
    this.connection = connection;
    const { spec, driver } = this.start;
    this.sessionId = await openSession({
      connection,
      methods: acp.methods.agent,
      driver,
      cwd: spec.cwd,
      grant: spec.permissions === 'grant',
      emit: (event) => this.emit(event),
    });
    for (let text: string | undefined = spec.prompt; text !== undefined; text = this.queue.shift()) {
      const failure = await this.turn(connection, this.sessionId, text);
      if (failure) return failure;
    }
    return null;
  }

  private async turn(connection: acp.ClientContext, sessionId: string, text: string): Promise<Failure | null> {
    this.emit({ type: 'prompt', text });
    this.prompted = true;
    this.updates.beginTurn();
    this.answer = '';
    this.toolCalls = 0;
    this.isBroken = false;
    // No timeout of its own: the runner's clock limits the work.
    const response = await connection.request(acp.methods.agent.session.prompt, {
      sessionId,
      prompt: [{ type: 'text', text }],
    });
    for (const event of this.updates.turnUsage(response)) this.emit(event);
    this.emit({ type: 'turn_end', reason: response.stopReason });
    return this.stopFailure(response.stopReason);
  }

  private stopFailure(reason: acp.StopReason): Failure | null {
    const { agent } = this.start.spec;
    const facts = { agent, exitCode: null, signal: null };
    switch (reason) {
      case 'end_turn':
        if (this.isBroken) return classifyFailure({ ...facts, text: this.answer });
        return this.toolCalls === 0 ? findHiddenFailure(agent, this.answer) : null;
      case 'max_turn_requests':
        return classifyFailure({ ...facts, text: '', hint: 'turn_limit' });
      case 'refusal':
        return classifyFailure({ ...facts, text: this.answer, hint: 'agent_refused' });
      case 'max_tokens':
        return classifyFailure({ ...facts, text: 'It reached the token limit of its model.', hint: 'agent_error' });
      case 'cancelled':
        return classifyFailure({ ...facts, text: 'It ended the turn as cancelled.', hint: 'agent_error' });
      default:
        return classifyFailure({ ...facts, text: `Unknown stop reason ${String(reason)}.`, hint: 'agent_protocol' });
    }
  }

  private deathFailure(exit: ProcessExit): Failure {
    const { agent } = this.start.spec;
    const { exitCode, signal, startError } = exit;
    if (startError !== null) return classifyFailure({ agent, exitCode, signal, text: startError, notStarted: true });
    const failure = classifyFailure({ agent, exitCode, signal, text: this.process.stderrTail() });
    // Its process may end only after its last answer.
    return failure.type === 'agent_error' ? { ...failure, type: 'agent_crashed' } : failure;
  }

  private errorFailure(cause: unknown): Failure {
    const { agent } = this.start.spec;
    const facts = { agent, exitCode: null, signal: null };
    if (cause instanceof AcpTimeout) return classifyFailure({ ...facts, text: cause.message, hint: 'agent_protocol' });
    const error = cause as { message?: unknown; code?: unknown; data?: unknown };
    const message = typeof error.message === 'string' ? error.message : String(cause);
    const code = typeof error.code === 'number' ? error.code : null;
    // The protocol has one error for no login and for a refused one; Claude Code tells them apart in its answer.
    const said = code === ACP_AUTH_REQUIRED ? this.answer.trim() : '';
    const text = [said, message, dataText(error.data)].filter((part) => part !== '').join(': ');
    const isOurs = code === null || code === -32_601 || code === -32_700;
    const found = classifyFailure({ ...facts, text, errorCode: code });
    return found.type === 'agent_error' && isOurs ? classifyFailure({ ...facts, text, hint: 'agent_protocol' }) : found;
  }
}

function isProtocolError(cause: unknown): boolean {
  return cause instanceof AcpTimeout || typeof (cause as { code?: unknown }).code === 'number';
}

function dataText(data: unknown): string {
  if (typeof data === 'string') return data;
  if (typeof data !== 'object' || data === null) return '';
  const { details, message } = data as { details?: unknown; message?: unknown };
  const text = [details, message].find((value) => typeof value === 'string');
  return typeof text === 'string' ? text : JSON.stringify(data).slice(0, 2000);
}
