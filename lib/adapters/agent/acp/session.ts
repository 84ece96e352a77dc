import type * as acp from '@agentclientprotocol/sdk/unstable';
import type { AgentEvent } from '@/lib/schemas/agent-event';
import type { AcpDriver } from '@/lib/schemas/runner';

const REQUEST_TIMEOUT_MS = 60_000;

export class AcpTimeout extends Error {}

/** A request that is never answered must not hold a run for ever. */
export async function withTimeout<T>(promise: Promise<T>, what: string, ms = REQUEST_TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AcpTimeout(`It did not answer ${what} within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

type OpenSession = {
  connection: acp.ClientContext;
  methods: typeof acp.methods.agent;
  driver: AcpDriver;
  cwd: string;
  grant: boolean;
  emit: (event: AgentEvent) => void;
};

type Offered = {
  modes?: acp.SessionModeState | null | undefined;
  configOptions?: acp.SessionConfigOption[] | null | undefined;
};

/** Says hello, opens or resumes a session, and sets it up as the driver wants. Returns the session's id. */
export async function openSession(input: OpenSession): Promise<string> {
  const { connection, methods, driver } = input;
  const hello = await withTimeout(
    connection.request(methods.initialize, {
      protocolVersion: 1,
      // No file system and no terminal of ours: the agent works in the sandbox with its own tools.
      clientCapabilities: {
        fs: { readTextFile: false, writeTextFile: false },
        terminal: false,
        _meta: { terminal_output_delta: true },
      },
      clientInfo: { name: 'bakeoff', version: '1' },
    }),
    'the first request',
  );
  const { sessionId, offered } = await startSession(input, hello.agentCapabilities);
  input.emit({ type: 'session', sessionId, model: currentModel(offered), version: hello.agentInfo?.version ?? null });
  if (input.grant && driver.bypassMode !== null) await setMode(input, { sessionId, offered, mode: driver.bypassMode });
  for (const [id, value] of Object.entries(driver.config)) await setOption(input, { sessionId, offered, id, value });
  return sessionId;
}

async function startSession(
  input: OpenSession,
  can: acp.AgentCapabilities | undefined,
): Promise<{ sessionId: string; offered: Offered }> {
  const { connection, methods, cwd } = input;
  const wanted = input.driver.resumeSessionId;
  const resumed = wanted === null ? null : await resumeSession(input, wanted, can);
  if (wanted !== null && resumed !== null) return { sessionId: wanted, offered: resumed };
  if (wanted !== null) {
    const text = 'This agent cannot go on with the earlier session; it starts a new one.';
    input.emit({ type: 'notice', level: 'warning', text });
  }
  const request = connection.request(methods.session.new, { cwd, mcpServers: [] });
  const session = await withTimeout(request, 'the request for a session');
  return { sessionId: session.sessionId, offered: session };
}

/** Null where the agent has no way to go on with a session, or has lost this one: sessions may belong to a folder. */
async function resumeSession(
  { connection, methods, cwd }: OpenSession,
  sessionId: string,
  can: acp.AgentCapabilities | undefined,
): Promise<Offered | null> {
  const request = { sessionId, cwd, mcpServers: [] };
  try {
    if (can?.sessionCapabilities?.resume) {
      return await withTimeout(connection.request(methods.session.resume, request), 'the request to resume');
    }
    if (can?.loadSession !== true) return null;
    return (await withTimeout(connection.request(methods.session.load, request), 'the request to load')) ?? {};
  } catch (cause) {
    if (typeof (cause as { code?: unknown }).code === 'number') return null;
    throw cause;
  }
}

function currentModel(offered: Offered): string | null {
  const option = offered.configOptions?.find((item) => item.category === 'model' || item.id === 'model');
  return option?.type === 'select' ? option.currentValue : null;
}

async function setMode(
  input: OpenSession,
  { sessionId, offered, mode }: { sessionId: string; offered: Offered; mode: string },
): Promise<void> {
  if (offered.modes?.availableModes.some((item) => item.id === mode)) {
    if (offered.modes.currentModeId === mode) return;
    const request = input.connection.request(input.methods.session.setMode, { sessionId, modeId: mode });
    await ignoreRefusal(input, withTimeout(request, 'the change of its mode'), `its mode ${mode}`);
    return;
  }
  const option = offered.configOptions?.find((item) => item.category === 'mode' || item.id === 'mode');
  // An agent without this mode asks for permission, and every request is then granted one by one.
  if (option && findValue(option, mode) !== null)
    await setOption(input, { sessionId, offered, id: option.id, value: mode });
}

async function setOption(
  input: OpenSession,
  { sessionId, offered, id, value }: { sessionId: string; offered: Offered; id: string; value: string },
): Promise<void> {
  const option =
    offered.configOptions?.find((item) => item.id === id) ??
    offered.configOptions?.find((item) => item.category === id);
  const known = option ? findValue(option, value) : null;
  if (!option || known === null) {
    const text = `This agent does not offer the ${id} ${value}; it uses its own choice.`;
    input.emit({ type: 'notice', level: 'warning', text });
    return;
  }
  if (option.type === 'select' && option.currentValue === known) return;
  const request = input.connection.request(input.methods.session.setConfigOption, {
    sessionId,
    configId: option.id,
    value: known,
  });
  await ignoreRefusal(input, withTimeout(request, `the change of its ${id}`), `its ${id} ${value}`);
}

async function ignoreRefusal(input: OpenSession, request: Promise<unknown>, what: string): Promise<void> {
  try {
    await request;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    input.emit({ type: 'notice', level: 'warning', text: `The agent did not accept ${what}: ${why}` });
  }
}

/** The value that a person meant: exact, by its name, or the last part of a `provider/model`. */
export function findValue(option: acp.SessionConfigOption, wanted: string): string | null {
  if (option.type !== 'select') return null;
  const choices = option.options.flatMap((item) => ('options' in item ? item.options : [item]));
  const lower = wanted.toLowerCase();
  const match =
    choices.find((choice) => choice.value === wanted) ??
    choices.find((choice) => choice.value.toLowerCase() === lower || choice.name.toLowerCase() === lower) ??
    choices.find((choice) => choice.value.toLowerCase().endsWith(`/${lower}`));
  return match?.value ?? null;
}
