/**
 * How a command is started in a sandbox, as plain data: the worker plans, and whoever owns the process (the runner for an
 * agent, the worker for set-up and gates) starts. Paths are absolute paths of the host unless their name says `inside`.
 */
import { z } from 'zod';
import { NETWORK_MODES } from '@/lib/core/sandbox';

/** Where a sandboxed command finds its things, whatever the host calls them. */
export const INSIDE = {
  workspace: '/workspace',
  home: '/home/agent',
  tmp: '/tmp',
  /** Read-only, made by the product: the gateway's socket, the bridge to it, the prompt. */
  io: '/run/bakeoff',
  /** Folders of git objects that the checkout borrows, read-only, by number: their place on the host is nobody's business. */
  objects: '/run/bakeoff-objects',
} as const;

/** Names below `io`. */
export const IO_FILES = {
  socket: 'gateway.sock',
  prompt: 'prompt.md',
  bridge: 'bridge.cjs',
  bridgeForPython: 'bridge.py',
} as const;

/** The bridge listens here inside; the gateway's model endpoints are below `/model/NAME/` of it. */
export const BRIDGE_PORT = 3128;

export const mountSchema = z.object({
  source: z.string(),
  /** Path inside. */
  target: z.string(),
  mode: z.enum(['ro', 'rw']),
});
export type Mount = z.infer<typeof mountSchema>;

/** Copy-on-write over a folder that never changes. */
export const overlaySchema = z.object({
  lower: z.string(),
  upper: z.string(),
  work: z.string(),
  /** Path inside. */
  target: z.string(),
});

export const limitsSchema = z.object({
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  pids: z.number().nullable(),
  diskBytes: z.number().nullable(),
});

export const gatewayPlanSchema = z.object({
  /** Unix socket that the gateway listens on; short enough for the kernel (107 bytes). */
  socket: z.string(),
  policy: z.object({ mode: z.enum(NETWORK_MODES), allow: z.array(z.string()) }),
  /**
   * Model APIs behind the gateway's own address, `http://127.0.0.1:3128/model/NAME/…` inside: `headers` are set on each
   * request, so that a key never enters the sandbox. `url` may be an address of the host: the person configured it.
   */
  upstreams: z.array(z.object({ name: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) })),
  /** A port that a preview serves inside; the bridge opens ways to it for the gateway. */
  expose: z.number().int().min(1).max(65_535).optional(),
});
export type GatewayPlan = z.infer<typeof gatewayPlanSchema>;

const box = {
  /** The sandbox's id; the value of the tag on its processes, and part of every label and name. */
  id: z.string(),
  workspace: z.string(),
  home: z.string(),
  tmp: z.string(),
  io: z.string(),
  mounts: z.array(mountSchema),
  overlays: z.array(overlaySchema),
  limits: limitsSchema,
  /** Null: no network at all. */
  gateway: gatewayPlanSchema.nullable(),
};

export const launchPlanSchema = z.discriminatedUnion('type', [
  /** A process of the host, tagged and swept, not isolated. */
  z.object({ type: z.literal('process'), id: z.string() }),
  z.object({
    type: z.literal('bubblewrap'),
    ...box,
    /** What the probe found, so that a start looks for nothing. */
    program: z.string(),
    version: z.string(),
    /** Who holds the limits: cgroups of the kernel, a systemd scope, or limits a process. */
    limitsBy: z.enum(['cgroup2', 'cgroup1', 'systemd', 'rlimit']),
    /** A Python of the system for the bridge, which starts there in a quarter of the time; else it is Node.js. */
    python: z.string().nullable().optional(),
    /** User and group inside the host that the command runs as, where the product itself is root. */
    dropTo: z.object({ uid: z.number(), gid: z.number() }).nullable(),
  }),
  z.object({
    type: z.literal('docker'),
    ...box,
    /** The engine's unix socket. */
    engine: z.string(),
    /** Its way of speaking where podman differs from Docker. */
    podman: z.boolean(),
    /** The user namespace to ask for, where the engine itself runs without rights; null: the engine's own. */
    userns: z.string().nullable(),
    image: z.string(),
    /** The image's own search path, which what an agent brings along is put in front of. */
    searchPath: z.string().optional(),
    /** What finds its containers and volumes again. */
    labels: z.record(z.string(), z.string()),
    /** Inside: the program and the file of the bridge; its arguments follow. Null where there is no gateway. */
    bridge: z.array(z.string()).nullable(),
    /** `uid:gid` */
    user: z.string(),
    /** Another OCI runtime, for example gVisor's. */
    runtime: z.string().nullable(),
  }),
]);
export type LaunchPlan = z.infer<typeof launchPlanSchema>;
export type BubblewrapPlan = Extract<LaunchPlan, { type: 'bubblewrap' }>;
export type DockerPlan = Extract<LaunchPlan, { type: 'docker' }>;
