import { installAdapter } from '@/lib/adapters/agent/adapters';
import { detectAgents } from '@/lib/adapters/agent/detect';
import { resolveAgent, type ResolvedAgent } from '@/lib/adapters/agent/resolve';
import type { AgentOverride } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import { secretsOf } from '@/lib/core/redact';
import type { Result } from '@/lib/core/result';
import { hostEnvironment } from '@/lib/env';
import type { AgentView } from '@/lib/schemas/view';

export type AgentCatalog = {
  detect: () => Promise<AgentView[]>;
  installAdapter: (name: string, onOutput: (text: string) => void) => Promise<Result<null, Failure>>;
  resolve: (input: {
    name: string;
    override: AgentOverride | null;
    model: string | null;
  }) => Promise<Result<ResolvedAgent, Failure>>;
  secrets: () => string[];
};

/** The agents of this host. */
export function createAgentCatalog(input: { paths: { adapters: string }; demoCommand: string[] }): AgentCatalog {
  const adaptersDir = input.paths.adapters;
  return {
    detect: () => detectAgents(input.paths),
    installAdapter: (name, onOutput) => installAdapter(name, adaptersDir, onOutput),
    resolve: (agent) => resolveAgent({ ...agent, adaptersDir, demoCommand: input.demoCommand }),
    secrets: () => {
      const known = Object.entries(hostEnvironment()).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const { DATABASE_URL: database, ...rest } = Object.fromEntries(known);
      return [...secretsOf(rest), ...(database === undefined ? [] : [database])];
    },
  };
}
