/** Runs gates and metrics on a commit in a fresh sandbox: what is measured is what would be merged. */
import type { GateSpec, MetricSpec, SandboxSpec } from '@/lib/core/experiment';
import type { CancelSignal, CommandResult, SandboxRef } from '@/lib/core/ports';
import { readMetric } from '@/lib/core/read-metric';
import { countTests } from '@/lib/core/test-counts';
import type { GateView, MetricView } from '@/lib/schemas/view';
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
  copyFrom: string;
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
  // Ends what is left in it, too.
  await deps.sandboxes.destroy(input.id);
  const ref = await deps.sandboxes.create({ ...input, copy: input.sandbox.copy });
  try {
    if (!(await runSetup({ deps, input, ref, result }))) {
      await input.afterGates(result.gates);
      return result;
    }
    for (const gate of input.gates) {
      if (input.signal.aborted) break;
      result.gates.push(await runGate({ deps, input, ref, gate }));
    }
    result.cancelled = input.signal.aborted;
    if (result.cancelled) return result;
    await input.afterGates(result.gates);
    for (const metric of input.metrics) {
      if (input.signal.aborted) break;
      result.metrics.push(await runMetric({ deps, input, ref, metric }));
    }
    result.cancelled = input.signal.aborted;
    return result;
  } finally {
    await deps.sandboxes.destroy(input.id);
  }
}

type Step = { deps: Deps; input: MeasureInput; ref: SandboxRef };

function exec(
  { deps, input, ref }: Step,
  command: string,
  options: { timeoutMs: number; onOutput: (text: string) => void },
): Promise<CommandResult> {
  const env = deps.sandboxes.environment(ref, { CI: '1' }, []);
  return deps.sandboxes.exec(ref, { command, ...options, signal: input.signal }, env);
}

/** False: set-up failed, which fails every gate. */
async function runSetup(step: Step & { result: Measurement }): Promise<boolean> {
  const { input, result } = step;
  if (!input.sandbox.setup) return true;
  const done = await exec(step, input.sandbox.setup, {
    timeoutMs: input.sandbox.setupTimeoutMs,
    onOutput: (text) => input.onOutput('setup', 'setup', text),
  });
  result.setup = { exitCode: done.exitCode, output: tail(done.output), durationMs: done.durationMs };
  if (done.exitCode === 0) return true;
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
  return false;
}

async function runGate(step: Step & { gate: GateSpec }): Promise<GateView> {
  const { gate, input, ref, deps } = step;
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
