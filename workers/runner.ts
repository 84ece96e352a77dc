/** The runner: one small detached process a run that owns the agent, whatever happens to the worker and the web server. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStartTime } from '@/lib/adapters/process/process-table';
import { sweepTag } from '@/lib/adapters/process/sweep';
import { preloadProvider } from '@/lib/adapters/sandbox/start';
import { createRedactor, type Redactor } from '@/lib/core/redact';
import { errorMessage } from '@/lib/errors';
import {
  promptFileInside,
  RUNNER_FILES,
  runnerAssignmentSchema,
  runnerSpecSchema,
  WAITS_FOR_FOLDER,
  withoutSecrets,
  type ExitRecord,
  type RunnerAssignment,
  type RunnerSpec,
} from '@/lib/schemas/runner';
import { ControlReader } from '@/workers/runner/control-reader';
import { EventWriter } from '@/workers/runner/event-writer';
import { AgentRun } from '@/workers/runner/run-agent';

const SPEC_WITHIN_MS = 60_000;
const STANDARD_INPUT = 0;
const OUTPUTS = [1, 2];

process.on('SIGHUP', () => undefined);
process.on('SIGINT', () => undefined);

const { runDir: dir, provider } = await takeAssignment();
const inDir = (name: string): string => path.join(dir, name);

async function takeAssignment(): Promise<RunnerAssignment> {
  const [first = '', likely = ''] = process.argv.slice(2);
  if (first !== WAITS_FOR_FOLDER) return { runDir: path.resolve(first), provider: likely };
  await preloadProvider(likely).catch(() => undefined);
  // Blocks until the pipe is closed, by an assignment or by the end of the worker: meanwhile there is nothing to do.
  const line = readFileSync(STANDARD_INPUT, 'utf8');
  if (line === '') process.exit(0);
  const assignment = runnerAssignmentSchema.parse(JSON.parse(line));
  // The lowest free descriptor is the one that was closed, so that even what Node.js itself says lands in the log.
  for (const descriptor of OUTPUTS) {
    closeSync(descriptor);
    openSync(path.join(assignment.runDir, RUNNER_FILES.log), 'a', 0o600);
  }
  return assignment;
}

/** A reader sees the whole file or none. */
async function writeWhole(name: string, text: string, mode = 0o600): Promise<void> {
  const draft = inDir(`${name}.${process.pid}.new`);
  await mkdir(path.dirname(draft), { recursive: true });
  await writeFile(draft, text, { mode });
  await rename(draft, inDir(name));
}

/** It may be started while its sandbox is still made; then its spec comes a moment later, or its worker has died. */
async function waitForSpec(): Promise<string> {
  preloadProvider(provider).catch(() => undefined);
  const deadline = Date.now() + SPEC_WITHIN_MS;
  for (;;) {
    const text = await readFile(inDir(RUNNER_FILES.spec), 'utf8').catch(() => null);
    if (text !== null) return text;
    if (Date.now() > deadline) throw new Error('Nobody said what to run.');
    await sleep(2);
  }
}

async function readSpec(): Promise<RunnerSpec> {
  const spec = runnerSpecSchema.parse(JSON.parse(await waitForSpec()));
  // From here on only this process knows environment and keys; what stays on the disk is without them.
  await writeWhole(RUNNER_FILES.spec, JSON.stringify(withoutSecrets(spec)));
  await chmod(inDir(RUNNER_FILES.spec), 0o600);
  return spec;
}

function redactRecord(record: ExitRecord, redactor: Redactor): ExitRecord {
  const clean = (text: string): string => redactor.redact(text);
  return {
    ...record,
    failure: record.failure && { ...record.failure, message: clean(record.failure.message) },
    summary: record.summary && clean(record.summary),
    stdoutTail: clean(record.stdoutTail),
    stderrTail: clean(record.stderrTail),
  };
}

function crashRecord(cause: unknown): ExitRecord {
  const failure = {
    type: 'system',
    message: `The runner failed: ${errorMessage(cause)}`,
    remedy: `Read ${RUNNER_FILES.log} in the run's folder, then retry the run.`,
  } as const;
  const nothing = {
    exitCode: null,
    signal: null,
    startedAt: null,
    usage: null,
    peak: null,
    summary: null,
    sessionId: null,
  };
  return { outcome: 'failed', failure, ...nothing, endedAt: Date.now(), stdoutTail: '', stderrTail: '' };
}

/** The log is this process's standard error, into which libraries write as well. */
function redactLog(redactor: Redactor): void {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array): boolean => write(redactor.redact(Buffer.from(chunk).toString()));
}

async function main(): Promise<void> {
  await writeWhole(RUNNER_FILES.pid, `${process.pid} ${(await processStartTime(process.pid)) ?? '0'}\n`);
  const spec = await readSpec();
  const redactor = createRedactor(spec.secrets);
  redactLog(redactor);
  const [writer] = await Promise.all([
    EventWriter.open(inDir(RUNNER_FILES.events), redactor),
    writeWhole(RUNNER_FILES.prompt, spec.prompt, 0o644),
  ]);
  const run = new AgentRun(spec, promptFileInside(spec.launch, dir), (event) => writer.write(event));
  process.on('SIGTERM', () => run.cancel());
  const control = new ControlReader(dir, (line) => run.control(line));
  const end = async (record: ExitRecord): Promise<void> => {
    control.close();
    await writer.close();
    await writeWhole(RUNNER_FILES.exit, JSON.stringify(redactRecord(record, redactor)));
    process.exit(0);
  };
  const crash = async (cause: unknown): Promise<void> => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    await sweepTag(spec.runId);
    await end(crashRecord(cause));
  };
  process.once('uncaughtException', (cause) => void crash(cause));
  process.once('unhandledRejection', (cause) => void crash(cause));
  await end(await run.run());
}

await main();
