/** Runs gates and metrics on a commit in a fresh sandbox: what is measured is what would be merged. */
import type { GateSpec, MetricSpec, SandboxSpec } from '@/lib/core/experiment';
import { providerOf } from '@/lib/core/complete-sandbox';
import type { CancelSignal, CommandResult, CreateSandbox, SandboxCommandResult, SandboxRef } from '@/lib/core/ports';
import { readMetric } from '@/lib/core/read-metric';
import { countTests } from '@/lib/core/test-counts';
import { limitFailure, type SandboxProviderName } from '@/lib/core/sandbox';
import type { GateView, MetricView } from '@/lib/schemas/view';
import { problemsOfProduced } from '@/lib/services/run/produced-file';
import { planCommand } from '@/lib/services/sandbox/command-plan';
import { imageFor } from '@/lib/services/sandbox/image-for';
import { findPrepared, prepareBase, runSetup } from '@/lib/services/sandbox/prepared-base';
import type { Deps } from '@/lib/services/ports';

export type Measurement = {
  setup: { exitCode: number | null; output: string; durationMs: number } | null;
  gates: GateView[];
  metrics: MetricView[];
  cancelled: boolean;
};

export type MeasureInput = {
  /** Id of the sandbox; one that is left from a crash is thrown away. */
  id: string;
  hub: string;
  sha: string;
  /** The commit whose set-up this one may start from; null: `sha` is the person's own commit. */
  baseSha: string | null;
  project: { id: string; repoPath: string; allowedHosts: readonly string[] };
  sandbox: SandboxSpec;
  gates: GateSpec[];
  metrics: MetricSpec[];
  signal: CancelSignal;
  onOutput: (step: 'setup' | 'gate' | 'metric', name: string, text: string) => void;
  /** Called between gates and metrics: the verdict needs only the gates. */
  afterGates: (gates: GateView[]) => Promise<void>;
};

const OUTPUT_TAIL_CHARS = 20_000;
const MAX_REPORT_BYTES = 5 * 1024 * 1024;

export async function measureCommit(deps: Deps, input: MeasureInput): Promise<Measurement> {
  const result: Measurement = { setup: null, gates: [], metrics: [], cancelled: false };
  if (input.gates.length + input.metrics.length === 0) {
    await input.afterGates([]);
    return result;
  }
  // What a crash left of an earlier try; ends what is left in it, too.
  if (await deps.sandboxes.open(input.id)) await deps.sandboxes.destroy(input.id);
  const provider = providerOf(input.sandbox);
  const { project, baseSha, hub, sha } = input;
  const image = await imageFor(deps, {
    sandbox: input.sandbox,
    project,
    hub,
    baseSha: baseSha ?? sha,
    onOutput: (text) => input.onOutput('setup', 'image', text),
  });
  if (!image.ok) throw new Error(`${image.error.message} ${image.error.remedy}`);
  const start = await findStart({ deps, input, provider, image: image.value, result });
  if (!start) {
    await input.afterGates(result.gates);
    return result;
  }
  const { copy } = input.sandbox;
  const { needsSetup, ...from } = start;
  const ref = await deps.sandboxes.create({
    id: input.id,
    provider,
    hub,
    sha,
    copyFrom: project.repoPath,
    copy,
    ...from,
  });
  try {
    const step = { deps, input, ref, image: image.value };
    if (needsSetup && !(await setUp({ ...step, result }))) {
      await input.afterGates(result.gates);
      return result;
    }
    for (const gate of input.gates) {
      if (input.signal.aborted) break;
      result.gates.push(await runGate({ ...step, gate }));
    }
    result.cancelled = input.signal.aborted;
    if (result.cancelled) return result;
    await input.afterGates(result.gates);
    for (const metric of input.metrics) {
      if (input.signal.aborted) break;
      result.metrics.push(await runMetric({ ...step, metric }));
    }
    result.cancelled = input.signal.aborted;
    return result;
  } finally {
    await deps.sandboxes.destroy(input.id);
  }
}

type Start = Pick<CreateSandbox, 'prepared' | 'homeOf' | 'fromSha'> & { needsSetup: boolean };
type FindStart = {
  deps: Deps;
  input: MeasureInput;
  provider: SandboxProviderName;
  image: string | null;
  result: Measurement;
};

/**
 * From what the checkout starts: a set-up that is kept and fits; or a plain checkout that is set up anew, with the caches
 * of the base's set-up in its home. Null: set-up failed, and the result says so.
 */
async function findStart({ deps, input, provider, image, result }: FindStart): Promise<Start | null> {
  const { sandbox, hub, sha, baseSha, project, signal } = input;
  const plain = { prepared: null, ...(baseSha === null ? {} : { fromSha: baseSha }) };
  if (!sandbox.setup) return { ...plain, needsSetup: false };
  const base = { provider, sandbox, image, hub, copyFrom: project.repoPath };
  if (baseSha !== null) {
    const fitting = await findPrepared(deps, { ...base, sha });
    if (fitting) return { prepared: fitting, needsSetup: false };
    return { ...plain, homeOf: await findPrepared(deps, { ...base, sha: baseSha }), needsSetup: true };
  }
  const onOutput = (text: string): void => input.onOutput('setup', 'setup', text);
  const { allowedHosts } = project;
  const { prepared, failed } = await prepareBase(deps, { ...base, sha, allowedHosts, signal, onOutput });
  if (failed) setupFailed(input, result, failed);
  return failed ? null : { prepared, needsSetup: prepared === null };
}

type Step = { deps: Deps; input: MeasureInput; ref: SandboxRef; image: string | null };

async function exec(
  { deps, input, ref, image }: Step,
  command: string,
  options: { timeoutMs: number; onOutput: (text: string) => void },
): Promise<SandboxCommandResult> {
  const { sandbox, signal } = input;
  const { allowedHosts } = input.project;
  const result = await deps.sandboxes.exec(ref, {
    command,
    ...options,
    signal,
    env: deps.sandboxes.environment(ref, { CI: '1' }, []),
    plan: await planCommand(deps, ref, { sandbox, image, allowedHosts, role: { type: 'gate' } }),
    onBlocked: ({ host, port }) => options.onOutput(`\n[wanted ${host}:${port}; the network policy refused it]\n`),
  });
  if (!result.limit) return result;
  return { ...result, output: `${result.output}\n[${limitFailure(result.limit).message}]\n` };
}

/** False: set-up failed, which fails every gate. */
async function setUp(step: Step & { result: Measurement }): Promise<boolean> {
  const { input, result, deps, ref, image } = step;
  const { setup: command } = input.sandbox;
  if (!command) return true;
  const done = await runSetup(deps, ref, {
    command,
    sandbox: input.sandbox,
    image,
    allowedHosts: input.project.allowedHosts,
    signal: input.signal,
    onOutput: (text) => input.onOutput('setup', 'setup', text),
    // Code that an agent wrote gets no more than the agent had.
    role: input.baseSha === null ? 'setup' : 'gate',
  });
  result.setup = { exitCode: done.exitCode, output: tail(done.output), durationMs: done.durationMs };
  if (done.exitCode === 0) return true;
  setupFailed(input, result, done);
  return false;
}

function setupFailed(input: MeasureInput, result: Measurement, done: SandboxCommandResult): void {
  result.setup = { exitCode: done.exitCode, output: tail(done.output), durationMs: done.durationMs };
  result.cancelled = done.cancelled;
  const output = `Set-up failed before this gate could run.\n${tail(done.output)}`;
  result.gates = input.gates.map((gate) => ({
    name: gate.name,
    status: 'error',
    exitCode: done.exitCode,
    durationMs: 0,
    output,
    tests: null,
  }));
  result.metrics = input.metrics.map((metric) => unknownMetric(metric, 'Set-up failed.', tail(done.output)));
}

async function runGate(step: Step & { gate: GateSpec }): Promise<GateView> {
  const { gate, input, ref, deps } = step;
  if (gate.produces) return checkProduced(step, gate.produces);
  const done = await exec(step, gate.run, {
    timeoutMs: gate.timeoutMs,
    onOutput: (text) => input.onOutput('gate', gate.name, text),
  });
  let text = done.output;
  if (gate.report.format !== 'auto') {
    text = (await deps.disk.readContained(ref.workspace, gate.report.path, MAX_REPORT_BYTES)) ?? '';
  }
  return {
    name: gate.name,
    status: gateStatus(done),
    exitCode: done.exitCode,
    durationMs: Math.round(done.durationMs),
    output: tail(done.output),
    tests: countTests(text),
  };
}

/** A file that the run should have made, against the schema that was agreed on. */
async function checkProduced(
  { gate, input, ref, deps }: Step & { gate: GateSpec },
  produces: NonNullable<GateSpec['produces']>,
): Promise<GateView> {
  const startedAt = performance.now();
  const text = await deps.disk.readContained(ref.workspace, produces.path, MAX_REPORT_BYTES);
  const problems = problemsOfProduced(produces, text);
  const output = problems.length === 0 ? `${produces.path} is as agreed.\n` : `${problems.join('\n')}\n`;
  input.onOutput('gate', gate.name, output);
  return {
    name: gate.name,
    status: problems.length === 0 ? 'passed' : 'failed',
    exitCode: null,
    durationMs: Math.round(performance.now() - startedAt),
    output: tail(output),
    tests: null,
  };
}

function gateStatus(done: CommandResult): GateView['status'] {
  if (done.timedOut) return 'timed_out';
  if (done.exitCode === 0) return 'passed';
  // 126 and 127 are the shell's: the command could not be run or does not exist.
  return done.exitCode === null || done.exitCode === 126 || done.exitCode === 127 ? 'error' : 'failed';
}

async function runMetric(step: Step & { metric: MetricSpec }): Promise<MetricView> {
  const { metric, input, deps, ref } = step;
  const done = await exec(step, metric.run, {
    timeoutMs: metric.timeoutMs,
    onOutput: (text) => input.onOutput('metric', metric.name, text),
  });
  if (done.timedOut) return unknownMetric(metric, 'The command took too long.', tail(done.output));
  if (metric.read.kind !== 'exit-code' && done.exitCode !== 0) {
    const why = done.exitCode === null ? 'a signal' : `exit code ${done.exitCode}`;
    return unknownMetric(metric, `The command ended with ${why}.`, tail(done.output));
  }
  const file = 'file' in metric.read ? metric.read.file : null;
  const fileText = file ? await deps.disk.readContained(ref.workspace, file, MAX_REPORT_BYTES) : null;
  const value = readMetric(metric.read, { ...done, fileText });
  if (!value.ok) return unknownMetric(metric, value.error, tail(done.output));
  const { name, unit, better } = metric;
  return { name, unit, better, value: value.value, evidence: 'measured', error: null, output: tail(done.output) };
}

function unknownMetric(metric: MetricSpec, error: string, output: string): MetricView {
  const { name, unit, better } = metric;
  return { name, unit, better, value: null, evidence: 'unknown', error, output };
}

function tail(text: string): string {
  return text.length > OUTPUT_TAIL_CHARS ? `…${text.slice(-OUTPUT_TAIL_CHARS)}` : text;
}
