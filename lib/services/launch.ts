import path from 'node:path';
import type { ExperimentSpec } from '@/lib/core/experiment';
import { err, ok, type Result } from '@/lib/core/result';
import type { Tx } from '@/lib/db/client';
import { createExperiment, findLaunched } from '@/lib/db/experiments';
import { isDuplicate } from '@/lib/db/is-duplicate';
import { findProjectAt, touchProject } from '@/lib/db/projects';
import { parseExperimentFile, type FileProblem } from '@/lib/schemas/experiment-file';
import { agentNameProblems } from '@/lib/schemas/experiment-file/agent-names';
import { problemAt } from '@/lib/schemas/experiment-file/problem-at';
import type { ProjectView } from '@/lib/schemas/view';
import { advanceIn } from '@/lib/services/advance/advance';
import type { LaunchInput } from '@/lib/services/bakeoff';
import { contractHash } from '@/lib/services/contract-hash';
import type { Deps } from '@/lib/services/ports';
import { addProject } from '@/lib/services/projects';
import { chooseSandbox } from '@/lib/services/sandbox/choose-sandbox';

export type Problems = { problems: FileProblem[] };

/** A file that can be run: parsed, its project known, its base in the hub. */
export type Plan = { spec: ExperimentSpec; project: ProjectView; baseRef: string | null; baseSha: string; hub: string };

/** From the text to an experiment whose first runs are queued. */
export async function launch(deps: Deps, input: LaunchInput): Promise<Result<{ experimentId: string }, Problems>> {
  const first = await findFirst(deps, input);
  if (first) return first;
  const planned = await plan(deps, input);
  if (!planned.ok) return planned;
  try {
    const experimentId = await startPlanned(deps, planned.value, { source: input.text, key: input.key });
    await touchProject(deps.db, planned.value.project.id);
    return ok({ experimentId });
  } catch (cause) {
    // Of two launches under one key that come together, the database lets one through.
    const other = isDuplicate(cause) ? await findFirst(deps, input) : null;
    if (other) return other;
    throw cause;
  }
}

type Start = {
  source: string;
  /** A program's own name for this launch. */
  key?: string | undefined;
  kind?: 'experiment' | 'plan';
  /** What belongs to it, written in the same transaction. */
  within?: (tx: Tx, id: string) => Promise<void>;
};

export async function startPlanned(deps: Deps, planned: Plan, start: Start): Promise<string> {
  const { spec, project, baseRef, baseSha } = planned;
  return deps.db.prisma.$transaction(
    async (tx) => {
      const id = await createExperiment(tx, {
        projectId: project.id,
        kind: start.kind ?? 'experiment',
        spec,
        source: start.source,
        contractHash: contractHash(spec, project.allowedHosts),
        baseRef,
        baseSha,
        launchKey: start.key ?? null,
      });
      await start.within?.(tx, id);
      if (spec.generate !== null) {
        await deps.queue.send(tx, { type: 'generate', experimentId: id });
        return id;
      }
      await advanceIn(tx, deps, id);
      await deps.queue.send(tx, { type: 'base', experimentId: id });
      return id;
    },
    { timeout: 30_000 },
  );
}

async function findFirst(
  deps: Deps,
  { key, text }: LaunchInput,
): Promise<Result<{ experimentId: string }, Problems> | null> {
  const first = key === undefined ? null : await findLaunched(deps.db, key);
  if (!first) return null;
  if (first.source === text) return ok({ experimentId: first.id });
  const message = `Another file was launched with this key (experiment ${first.id}). Send a new key with a new file.`;
  return err({ problems: [{ message, path: [], line: null, column: null }] });
}

/** Everything that can be checked before anything starts; all problems at once. */
export async function plan(deps: Deps, input: LaunchInput): Promise<Result<Plan, Problems>> {
  const parsed = parseExperimentFile(input.text);
  if (!parsed.ok) return err({ problems: [...parsed.problems, ...agentNameProblems(input.text)] });
  const { spec } = parsed;
  const problems = checkMeaning(spec, input.text);
  const early = await startFindingBase(deps, spec, input);
  const project = await findPlannedProject(deps, spec, input);
  if (!project.ok) {
    problems.push(problemAt(input.text, ['project'], project.error));
    return err({ problems });
  }
  const [base, sandbox] = await Promise.all([
    early?.repoPath === project.value.repoPath ? early.found : findBase(deps, spec, project.value),
    chooseSandbox(deps, spec, { project: project.value, ...consentOf(input) }),
  ]);
  if (!sandbox.ok) problems.push(problemAt(input.text, ['sandbox', 'provider'], sandbox.error));
  if (!base.ok) problems.push(problemAt(input.text, ['base'], base.error));
  if (problems.length > 0 || !base.ok || !sandbox.ok) return err({ problems });
  return ok({
    spec: { ...spec, sandbox: sandbox.value },
    project: project.value,
    ...base.value,
    hub: deps.paths.hub(project.value.id),
  });
}

function consentOf({ allowProcess = false, author = 'person' }: LaunchInput) {
  return { allowProcess, author };
}

export function checkMeaning(spec: ExperimentSpec, text: string): FileProblem[] {
  const problems: FileProblem[] = agentNameProblems(text);
  for (const [index, stage] of spec.stages.entries()) {
    const own = spec.variants.filter((variant) => variant.stage === stage.name && variant.kind === 'agent');
    const judged = stage.contract.gates.length > 0 || own.every((variant) => variant.test !== null);
    if (stage.strategy.type !== 'competitive' || judged) continue;
    const message = 'A competitive experiment needs a test or a gate: the first run to pass it wins. Add `test: …`.';
    problems.push(problemAt(text, [...(index === 0 ? [] : ['stages', index - 1]), 'strategy'], message));
  }
  const metrics = new Set(spec.contract.metrics.map((metric) => metric.name));
  const measure = spec.select.by === 'coverage' ? (spec.select.metric ?? 'coverage') : null;
  if (measure !== null && !metrics.has(measure)) {
    const message = `Selection by coverage needs the metric "${measure}" in the contract. Add it under \`contract.metrics\`.`;
    problems.push(problemAt(text, ['select'], message));
  }
  return problems;
}

async function findPlannedProject(
  deps: Deps,
  spec: ExperimentSpec,
  input: LaunchInput,
): Promise<Result<ProjectView, string>> {
  const location = resolveLocation(spec.project, input.workingDir);
  if (location === null) {
    return err(
      `"${spec.project}" is a relative path, and there is no folder that it starts from. Give the whole path.`,
    );
  }
  const added = await addProject(deps, location);
  return added.ok ? added : err(`${added.error.message} ${added.error.remedy}`);
}

/** Null: a relative path with nowhere to start from. */
export function resolveLocation(project: string, workingDir: string | null): string | null {
  // As git tells them apart: in `host:path` no slash comes before the colon.
  if (project.startsWith('/') || /^[^/]+:/.test(project)) return project;
  return workingDir === null ? null : path.resolve(workingDir, project);
}

/** Git is asked for the base of a project that is known while the project itself is looked at. Null: it is not known. */
async function startFindingBase(
  deps: Deps,
  spec: ExperimentSpec,
  input: LaunchInput,
): Promise<{ found: ReturnType<typeof findBase>; repoPath: string } | null> {
  const location = resolveLocation(spec.project, input.workingDir);
  const known = location === null ? null : await findProjectAt(deps.db, location);
  if (!known || !(await deps.disk.exists(deps.paths.hub(known.id)))) return null;
  const found = findBase(deps, spec, known);
  // The project may be refused first; then nobody waits for this.
  found.catch(() => undefined);
  return { found, repoPath: known.repoPath };
}

async function findBase(
  deps: Deps,
  spec: ExperimentSpec,
  project: Pick<ProjectView, 'id' | 'repoPath'>,
): Promise<Result<{ baseRef: string | null; baseSha: string }, string>> {
  const hub = deps.paths.hub(project.id);
  const imported = await deps.git.importCommit({ hub, repoPath: project.repoPath, ref: spec.base });
  if (!imported.ok) return err(`${imported.error.message} ${imported.error.remedy}`);
  const { sha, ref } = imported.value;
  if (!spec.includeUncommitted) return ok({ baseRef: ref, baseSha: sha });
  const uncommitted = await deps.git.importUncommitted({ hub, repoPath: project.repoPath, sha });
  return ok({ baseRef: ref, baseSha: uncommitted.sha });
}
