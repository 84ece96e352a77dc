import { setTimeout as sleep } from 'node:timers/promises';
import {
  startAgentProcess,
  STREAM_GRACE_MS,
  STREAM_TAIL_CHARS,
  type ProcessExit,
} from '@/lib/adapters/agent/agent-process';
import { classifyFailure } from '@/lib/adapters/agent/classify-failure';
import { createDialect } from '@/lib/adapters/agent/command/dialects/create-dialect';
import type { Verdict } from '@/lib/adapters/agent/command/dialects/dialect';
import type { AgentEnd, AgentStart, RunningAgent } from '@/lib/adapters/agent/driver';
import { CappedText } from '@/lib/adapters/process/capped-text';
import { readText } from '@/lib/adapters/process/read-text';
import type { Failure } from '@/lib/core/failure';
import type { CommandDriver } from '@/lib/schemas/runner';

/** An agent that said it is done has this long to leave by itself. */
const LINGER_MS = 3000;

/** Replaces the placeholders of a command template. */
export function fillTemplate(argv: readonly string[], prompt: string, promptFile: string): string[] {
  // No argument can hold a zero byte. The replacement is a function: in a string `$&` would have a meaning.
  const text = prompt.replaceAll('\0', '');
  return argv.map((arg) =>
    arg.replaceAll(/\{promptFile\}|\{prompt\}/g, (name) => (name === '{prompt}' ? text : promptFile)),
  );
}

/** Runs a coding CLI once, without a way of talking to it, and reads what it prints. */
export async function startCommandAgent(start: AgentStart & { driver: CommandDriver }): Promise<RunningAgent> {
  const { spec, driver, emit } = start;
  const dialect = createDialect(driver.dialect);
  const stdout = new CappedText(STREAM_TAIL_CHARS);
  const process = await startAgentProcess({
    launch: start.launch,
    command: { argv: fillTemplate(driver.argv, spec.prompt, start.promptFile), cwd: spec.cwd, env: spec.env },
    onStderr: (text) => {
      start.onActivity();
      if (text !== '') emit({ type: 'output', stream: 'stderr', text });
    },
  });
  emit({ type: 'prompt', text: spec.prompt });
  if (spec.permissions === 'ask') {
    const text = 'An agent that runs as a command cannot ask for permission; it works with permissions granted.';
    emit({ type: 'notice', level: 'warning', text });
  }
  process.streams?.stdin.end(driver.stdin === 'prompt' ? spec.prompt : '');
  const onStdout = (text: string): void => {
    start.onActivity();
    stdout.append(text);
    for (const event of dialect.push(text)) emit(event);
    if (dialect.verdict().state === 'success') leaveSoon();
  };
  let lingering: NodeJS.Timeout | undefined;
  let wasEnded = false;
  const leaveSoon = (): void => {
    clearTimeout(lingering);
    lingering = setTimeout(() => {
      wasEnded = true;
      process.terminate();
    }, LINGER_MS);
  };
  const read = process.streams ? readText(process.streams.stdout, onStdout) : Promise.resolve();
  const finish = async (): Promise<AgentEnd> => {
    const exit = await process.exited;
    clearTimeout(lingering);
    await Promise.race([read, sleep(STREAM_GRACE_MS, undefined, { ref: false })]);
    for (const event of dialect.end()) emit(event);
    const tails = { stdoutTail: String(stdout), stderrTail: process.stderrTail() };
    const failure = findFailure({ agent: spec.agent, driver, exit, verdict: dialect.verdict(), wasEnded, ...tails });
    return { failure, exitCode: exit.exitCode, signal: exit.signal, ...tails };
  };
  return {
    pid: process.pid,
    done: finish(),
    exited: process.exited,
    cancel: () => false,
    terminate: process.terminate,
    followUp: () => false,
    answerPermission: () => false,
  };
}

type EndFacts = {
  agent: string;
  driver: CommandDriver;
  exit: Omit<ProcessExit, 'limit'>;
  verdict: Verdict;
  /** We ended it because it lingered after it was done. */
  wasEnded: boolean;
  stdoutTail: string;
  stderrTail: string;
};

/** Success is a final event that says so, never the exit code alone; only plain text has nothing but the exit code. */
export function findFailure(facts: EndFacts): Failure | null {
  const { exit, verdict, agent } = facts;
  const base = { agent, exitCode: exit.exitCode, signal: exit.signal };
  if (exit.startError !== null) return startFailure(facts, exit.startError);
  if (verdict.state === 'error') {
    return classifyFailure({ ...base, text: verdict.message || facts.stderrTail, hint: verdict.type });
  }
  const spoken = facts.stderrTail.trim() === '' ? facts.stdoutTail : facts.stderrTail;
  if (facts.driver.dialect === 'text') {
    return exit.exitCode === 0 ? null : classifyFailure({ ...base, text: spoken });
  }
  if (verdict.state === 'success') {
    if (exit.exitCode === 0 || facts.wasEnded) return null;
    return classifyFailure({ ...base, text: facts.stderrTail, hint: 'agent_crashed' });
  }
  if (exit.exitCode === 0) return endedWithoutWord(facts, spoken);
  return classifyFailure({ ...base, text: spoken });
}

function startFailure(facts: EndFacts, error: string): Failure {
  if (!error.includes('E2BIG')) {
    return classifyFailure({ agent: facts.agent, exitCode: null, signal: null, text: error, notStarted: true });
  }
  return {
    type: 'agent_error',
    message: `The prompt is too long to be an argument of ${facts.driver.argv[0] ?? facts.agent}.`,
    remedy:
      'Use `{promptFile}` instead of `{prompt}` in its command, or neither, which sends the prompt to standard input.',
  };
}

function endedWithoutWord(facts: EndFacts, spoken: string): Failure {
  const found = classifyFailure({ agent: facts.agent, exitCode: 0, signal: null, text: facts.stderrTail });
  if (found.type !== 'agent_error') return found;
  const last = spoken.trim().split('\n').at(-1) ?? '';
  return {
    type: 'agent_error',
    message: `${facts.agent} ended without saying that it is done.${last === '' ? '' : ` Its last line: ${last.slice(-300)}`}`,
    remedy: `Check that its \`output\` is really ${facts.driver.dialect}, then retry the run.`,
  };
}
