/** The port to the agents of a host. Here and not in lib/core, because a resolved agent is part of a runner's spec. */
import type { AgentOverride } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { Result } from '@/lib/core/result';
import type { AcpDriver, CommandDriver } from '@/lib/schemas/runner';
import type { AgentView } from '@/lib/schemas/view';

export type ResolvedAgent = {
  driver: CommandDriver | AcpDriver;
  env: Record<string, string>;
  /** Names of variables of the server that it may see. */
  passEnv: string[];
};

export type AgentCatalog = {
  detect: () => Promise<AgentView[]>;
  installAdapter: (name: string, onOutput: (text: string) => void) => Promise<Result<null, Failure>>;
  resolve: (input: {
    name: string;
    override: AgentOverride | null;
    model: string | null;
  }) => Promise<Result<ResolvedAgent, Failure>>;
  /** Values of the server's environment that must not appear in events or logs. */
  secrets: () => string[];
};
