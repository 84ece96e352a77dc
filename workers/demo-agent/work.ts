import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '@/lib/adapters/process/run-program';
import { DEMO_PACKAGE_NAME, findDemoApproach, type DemoFile } from '@/lib/core/demo-project';
import { hostEnvironment } from '@/lib/env';
import type { Transcript } from '@/workers/demo-agent/transcript';

const TEST_TIMEOUT_MS = 30_000;

/** Whether the agent stands in the demo project; anywhere else it only takes notes. */
export async function isDemoProject(dir: string): Promise<boolean> {
  const text = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => '');
  return text.includes(`"name": "${DEMO_PACKAGE_NAME}"`);
}

/** Repairs the demo project in the way that the prompt asks for. */
export async function repairDemo(transcript: Transcript, prompt: string): Promise<string> {
  const approach = findDemoApproach(prompt);
  await transcript.think(`The approach is "${approach.approach}". First I look at what is there.`);
  await transcript.plan(approach.plan, 0);
  await readShown(transcript, approach.reads);
  await transcript.say(approach.finding);
  for (const file of approach.files) await writeShown(transcript, file);
  await transcript.plan(approach.plan, approach.plan.length - (approach.runsTests ? 1 : 0));
  if (approach.runsTests) await runTests(transcript);
  await transcript.say(approach.answer);
  return approach.answer;
}

/** Writes down what was asked in a file of its own: the same prompt makes the same file, another one another. */
export async function noteDown(transcript: Transcript, prompt: string): Promise<string> {
  const name = `DEMO-${createHash('sha256').update(prompt).digest('hex').slice(0, 8)}.md`;
  await transcript.think('This is not the demo project, so I only write down what I was asked.');
  await transcript.plan(['Write down the request', 'Say where it is'], 0);
  await writeShown(transcript, { path: name, text: `# What the demo agent was asked\n\n${prompt.trim()}\n` });
  const answer = `I wrote what I was asked into ${name}. I am the demo agent and change nothing else.`;
  await transcript.say(answer);
  return answer;
}

export async function readShown(transcript: Transcript, file: string): Promise<void> {
  await transcript.tool('Read', { file_path: file }, async () => {
    const text = await readFile(file, 'utf8').catch(() => null);
    return text === null ? { output: `${file} does not exist.`, failed: true } : { output: text, failed: false };
  });
}

async function writeShown(transcript: Transcript, file: DemoFile): Promise<void> {
  const before = await readFile(file.path, 'utf8').catch(() => null);
  const write = async (): Promise<{ output: string; failed: boolean }> => {
    await mkdir(path.dirname(file.path), { recursive: true });
    await writeFile(file.path, file.text);
    return { output: `Wrote ${file.path}.`, failed: false };
  };
  if (before === null) await transcript.tool('Write', { file_path: file.path, content: file.text }, write);
  else await transcript.tool('Edit', { file_path: file.path, old_string: before, new_string: file.text }, write);
}

async function runTests(transcript: Transcript): Promise<void> {
  await runShown(transcript, ['--test']);
}

/** Runs Node with these arguments, shows it, and answers what it printed. */
export async function runShown(transcript: Transcript, args: readonly string[]): Promise<string> {
  let printed = '';
  await transcript.tool('Bash', { command: ['node', ...args].join(' ') }, async () => {
    const host = hostEnvironment();
    const env = Object.fromEntries(
      Object.entries(host).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const result = await runProgram({
      argv: [process.execPath, ...args],
      cwd: process.cwd(),
      // Node tells its own test children by this variable, and would report nothing.
      env: withoutTestContext(env),
      timeoutMs: TEST_TIMEOUT_MS,
    });
    printed = result.output;
    return { output: result.output, failed: result.exitCode !== 0 };
  });
  return printed;
}

function withoutTestContext(env: Record<string, string>): Record<string, string> {
  const { NODE_TEST_CONTEXT: _dropped, ...rest } = env;
  return rest;
}
