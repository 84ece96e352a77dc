/**
 * A small ACP agent for tests. Each line of the prompt is an instruction: `say TEXT`, `think TEXT`, `write FILE TEXT`,
 * `run COMMAND`, `ask`, `wait` (until cancelled), `stubborn` (never ends), `daemon`, `error CODE MESSAGE`, `crash`,
 * `stop REASON`, `usage IN OUT COST`, `sleep MS`.
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as acp from '@agentclientprotocol/sdk/unstable';

if (process.argv.includes('--ignore-sigterm')) process.on('SIGTERM', () => undefined);

const { session } = acp.methods.client;
const state = { cancelled: new AbortController(), mode: 'default', model: 'small', tools: 0, usage: null };
const modes = { currentModeId: 'default', availableModes: ['default', 'yolo'].map((id) => ({ id, name: id })) };
const configOptions = () => [
  {
    id: 'model',
    name: 'Model',
    category: 'model',
    type: 'select',
    currentValue: state.model,
    options: [
      { value: 'small', name: 'Small' },
      { value: 'vendor/large', name: 'Large' },
    ],
  },
];

const steps = {
  say: (turn, text) => turn.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }),
  think: (turn, text) => turn.update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text } }),
  sleep: (_turn, ms) => sleep(Number(ms)),
  write: async (turn, rest) => {
    const [path, ...words] = rest.split(' ');
    const newText = words.join(' ');
    const toolCallId = `call-${++state.tools}`;
    await turn.update({
      sessionUpdate: 'tool_call',
      toolCallId,
      title: `Write ${path}`,
      kind: 'edit',
      status: 'pending',
      rawInput: { path },
    });
    await writeFile(path, newText);
    const content = [{ type: 'diff', path, oldText: null, newText }];
    await turn.update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content });
  },
  run: async (turn, command) => {
    const toolCallId = `call-${++state.tools}`;
    await turn.update({
      sessionUpdate: 'tool_call',
      toolCallId,
      title: command,
      kind: 'execute',
      status: 'in_progress',
    });
    const child = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const data of child.stdout) {
      const delta = { terminal_output_delta: { data: String(data), terminal_id: toolCallId } };
      await turn.update({ sessionUpdate: 'tool_call_update', toolCallId, _meta: delta });
    }
    await turn.update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' });
  },
  ask: async (turn) => {
    const options = [
      { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
      { optionId: 'always', name: 'Always', kind: 'allow_always' },
      { optionId: 'no', name: 'No', kind: 'reject_once' },
    ];
    const toolCall = {
      toolCallId: `call-${++state.tools}`,
      title: 'rm -rf build',
      kind: 'execute',
      rawInput: { command: 'rm -rf build' },
    };
    const { outcome } = await turn.client.request(session.requestPermission, { sessionId: 's1', toolCall, options });
    await steps.say(turn, `answer: ${outcome.outcome === 'selected' ? outcome.optionId : 'cancelled'}`);
  },
  wait: () => new Promise((resolve) => state.cancelled.signal.addEventListener('abort', resolve)),
  stubborn: () => new Promise(() => setInterval(() => undefined, 1000)),
  daemon: async (turn) => {
    const child = spawn('setsid', ['sh', '-c', 'trap "" TERM HUP; while :; do sleep 1; done'], {
      detached: true,
      stdio: 'ignore',
    });
    child.unref();
    await steps.say(turn, `daemon ${child.pid}`);
  },
  error: (_turn, rest) => {
    const [code, ...words] = rest.split(' ');
    throw new acp.RequestError(Number(code), words.join(' '));
  },
  crash: () => {
    process.stderr.write('Segmentation fault of the fixture\n');
    process.exit(70);
  },
  stop: (turn, reason) => {
    turn.stopReason = reason;
  },
  usage: async (turn, rest) => {
    const [inputTokens, outputTokens, amount] = rest.split(' ').map(Number);
    turn.usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
    await turn.update({ sessionUpdate: 'usage_update', used: 1, size: 100, cost: { amount, currency: 'USD' } });
  },
};

async function prompt({ params, client }) {
  state.cancelled = new AbortController();
  const update = (value) => client.notify(session.update, { sessionId: params.sessionId, update: value });
  const turn = { client, update, stopReason: 'end_turn', usage: undefined };
  const lines = params.prompt.flatMap((block) => (block.text ?? '').split('\n'));
  for (const line of lines) {
    const [name, ...rest] = line.split(' ');
    await steps[name]?.(turn, rest.join(' '));
    if (state.cancelled.signal.aborted) return { stopReason: 'cancelled' };
  }
  return { stopReason: turn.stopReason, ...(turn.usage ? { usage: turn.usage } : {}) };
}

const { agent } = acp.methods;
const connection = acp
  .agent({ name: 'fixture' })
  .onRequest(agent.initialize, () => ({
    protocolVersion: 1,
    agentCapabilities: { loadSession: false, sessionCapabilities: { resume: {} } },
    agentInfo: { name: 'fixture', version: '7.8.9' },
  }))
  .onRequest(agent.session.new, () => ({ sessionId: 's1', modes, configOptions: configOptions() }))
  .onRequest(agent.session.resume, ({ params }) => {
    if (params.sessionId === 'lost') throw new acp.RequestError(-32002, 'No conversation found');
    return { modes, configOptions: configOptions() };
  })
  .onRequest(agent.session.setMode, ({ params }) => {
    state.mode = params.modeId;
    return {};
  })
  .onRequest(agent.session.setConfigOption, ({ params }) => {
    state.model = params.value;
    return { configOptions: configOptions() };
  })
  .onRequest(agent.session.prompt, async (context) => {
    if (context.params.prompt[0]?.text === 'report settings') {
      const text = `mode ${state.mode}, model ${state.model}, session ${context.params.sessionId}`;
      const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
      await context.client.notify(session.update, { sessionId: context.params.sessionId, update });
      return { stopReason: 'end_turn' };
    }
    return prompt(context);
  })
  .onNotification(agent.session.cancel, () => state.cancelled.abort())
  .connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
await connection.closed;
if (!process.argv.includes('--ignore-sigterm')) process.exit(0);
