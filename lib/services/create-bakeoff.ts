import { err, ok } from '@/lib/core/result';
import { listAgents, saveAgents } from '@/lib/db/agents';
import { createTrial, getTrial, type TrialResult } from '@/lib/db/trials';
import type { AgentView, TrialView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';
import { dataServices } from '@/lib/services/data';
import { experimentServices } from '@/lib/services/experiments';
import { exportServices } from '@/lib/services/export/export-services';
import { hostServices } from '@/lib/services/host';
import { imageServices } from '@/lib/services/images';
import { plan } from '@/lib/services/launch';
import { mergeServices } from '@/lib/services/merges';
import { planServices } from '@/lib/services/plans';
import type { Deps } from '@/lib/services/ports';
import { previewServices } from '@/lib/services/previews';
import { projectServices } from '@/lib/services/projects';
import { runServices } from '@/lib/services/runs';
import { traceServices } from '@/lib/services/traces/trace-services';
import { templateServices } from '@/lib/services/templates';

export function createBakeoff(deps: Deps): Bakeoff {
  return {
    projects: projectServices(deps),
    experiments: experimentServices(deps),
    runs: runServices(deps),
    traces: traceServices(deps),
    exports: exportServices(deps),
    merges: mergeServices(deps),
    trials: trialServices(deps),
    plans: planServices(deps),
    previews: previewServices(deps),
    host: hostServices(deps),
    images: imageServices(deps),
    agents: agentServices(deps),
    templates: templateServices(deps),
    data: dataServices(deps),
  };
}

function trialServices(deps: Deps): Bakeoff['trials'] {
  return {
    start: async (input) => {
      const planned = await plan(deps, input);
      if (!planned.ok) return planned;
      const { project, baseSha, spec } = planned.value;
      const trialId = await deps.db.prisma.$transaction(async (tx) => {
        const request = { contract: spec.contract, sandbox: spec.sandbox };
        const id = await createTrial(tx, { projectId: project.id, baseSha, request });
        await deps.queue.send(tx, { type: 'trial', trialId: id });
        return id;
      });
      return ok({ trialId });
    },
    get: async (id) => {
      const row = await getTrial(deps.db, id);
      if (!row) return null;
      const empty: TrialResult = { error: null, setup: null, gates: [], metrics: [] };
      const result = (row.result as TrialResult | null) ?? empty;
      return { id, status: row.status as TrialView['status'], ...result };
    },
  };
}

function agentServices(deps: Deps): Bakeoff['agents'] {
  const refresh = async (): Promise<AgentView[]> => {
    const agents = await deps.agents.detect();
    await saveAgents(deps.db, deps.hostId, agents);
    return agents;
  };
  return {
    refresh,
    list: async () => {
      const known = await listAgents(deps.db, deps.hostId);
      return known.length > 0 ? known : refresh();
    },
    installAdapter: async (name) => {
      const installed = await deps.agents.installAdapter(name, () => {});
      if (!installed.ok) return installed;
      const agent = (await refresh()).find((candidate) => candidate.name === name);
      if (agent) return ok(agent);
      return err({ type: 'not_found', message: `There is no agent "${name}".`, remedy: 'Choose one of the list.' });
    },
  };
}
