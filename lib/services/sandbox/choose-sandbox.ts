import type { ExperimentSpec, SandboxSpec } from '@/lib/core/experiment';
import { pickProvider } from '@/lib/core/pick-provider';
import { err, ok, type Result } from '@/lib/core/result';
import { setProjectConsent } from '@/lib/db/projects';
import type { ProjectView } from '@/lib/schemas/view';
import type { Deps } from '@/lib/services/ports';
import { probeHost } from '@/lib/services/sandbox/probe-host';

/** In a file that a person wrote, `provider: process` is a yes. */
const NOT_AN_AGENTS_YES =
  'An agent can not agree that agents run without isolation. Leave `provider: process` out, or ask the person to tick it on the page of the project.';

/** The sandbox with its provider named, or a sentence about why there is none. */
export async function chooseSandbox(
  deps: Deps,
  spec: ExperimentSpec,
  input: { project: ProjectView; allowProcess: boolean; author: 'person' | 'agent' },
): Promise<Result<SandboxSpec, string>> {
  const { project } = input;
  if (input.allowProcess && !project.allowsProcess) await setProjectConsent(deps.db, project.id, true);
  const consented = input.allowProcess || project.allowsProcess || runsNothingForeign(spec, project);
  if (input.author === 'agent' && spec.sandbox.provider === 'process' && !consented) return err(NOT_AN_AGENTS_YES);
  const picked = pickProvider({
    choice: spec.sandbox.provider,
    hasImage: spec.sandbox.image !== null,
    probes: await probeHost(deps),
    consented,
  });
  return picked.ok ? ok({ ...spec.sandbox, provider: picked.provider }) : err(picked.message);
}

/** The built-in demo: our own agent on our own project. */
function runsNothingForeign(spec: ExperimentSpec, project: ProjectView): boolean {
  const hasCommands = spec.generate !== null || spec.aggregate !== null;
  return (
    project.kind === 'demo' &&
    !hasCommands &&
    spec.variants.every((variant) => variant.agent === 'demo' && !spec.agents.demo)
  );
}
