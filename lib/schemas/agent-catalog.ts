/** The port to the agents of a host. Here and not in lib/core, because a resolved agent is part of a runner's spec. */
import type { AgentOverride } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { Result } from '@/lib/core/result';
import type { SandboxMount, Upstream } from '@/lib/core/sandbox';
import type { AcpDriver, CommandDriver } from '@/lib/schemas/runner';
import type { AgentView } from '@/lib/schemas/view';

export type ResolvedAgent = {
  driver: CommandDriver | AcpDriver;
  env: Record<string, string>;
  /** Names of variables of the server that it may see. */
  passEnv: string[];
};

/** What an agent needs of the host and of the network when it is locked in. */
export type AgentReach = {
  /** The driver's arguments as they work inside: real paths, since links on the way to a program are not shown. */
  argv: string[];
  /** Its program, its runtime, its adapter: at the same path inside. Its login file: below the inside's home. */
  mounts: SandboxMount[];
  /** Hosts of its model API (`host` or `host:port`), for the network policy. */
  hosts: string[];
  /** Model APIs whose key the gateway sets. */
  upstreams: Upstream[];
  /** The agent's whole environment inside: points it at the gateway and holds no key that the gateway sets. */
  env: Record<string, string>;
};

export type AgentCatalog = {
  detect: () => Promise<AgentView[]>;
  installAdapter: (name: string, onOutput: (text: string) => void) => Promise<Result<null, Failure>>;
  resolve: (input: {
    name: string;
    override: AgentOverride | null;
    model: string | null;
  }) => Promise<Result<ResolvedAgent, Failure>>;
  /**
   * What a resolved agent needs inside a sandbox. `env`: what it would get on the host, keys and all; `inside`: the
   * environment that the sandbox gives everything.
   */
  reach: (input: {
    name: string;
    agent: ResolvedAgent;
    env: Record<string, string>;
    inside: Record<string, string>;
  }) => Promise<AgentReach>;
  /** Values of the server's environment that must not appear in events or logs. */
  secrets: () => string[];
};
