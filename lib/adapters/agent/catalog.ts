import { installAdapter } from '@/lib/adapters/agent/adapters';
import { detectAgents } from '@/lib/adapters/agent/detect';
import { reachOf } from '@/lib/adapters/agent/reach';
import { resolveAgent } from '@/lib/adapters/agent/resolve';
import { secretsOf } from '@/lib/core/redact';
import { hostEnvironment } from '@/lib/env';
import type { AgentCatalog } from '@/lib/schemas/agent-catalog';

/** The agents of this host. */
export function createAgentCatalog(input: { paths: { adapters: string }; demoCommand: string[] }): AgentCatalog {
  const adaptersDir = input.paths.adapters;
  return {
    detect: () => detectAgents(input.paths),
    installAdapter: (name, onOutput) => installAdapter(name, adaptersDir, onOutput),
    resolve: (agent) => resolveAgent({ ...agent, adaptersDir, demoCommand: input.demoCommand }),
    reach: (agent) => reachOf({ ...agent, adapters: adaptersDir }),
    secrets: () => {
      const known = Object.entries(hostEnvironment()).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const { DATABASE_URL: database, ...rest } = Object.fromEntries(known);
      return [...secretsOf(rest), ...(database === undefined ? [] : [database])];
    },
  };
}
