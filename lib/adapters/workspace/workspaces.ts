import type { PreparedBase } from '@/lib/core/ports';

/** Copy-on-write that only the sandbox itself can mount (the product has no right to): a folder of the checkout. */
export type InnerOverlay = {
  lower: string;
  upper: string;
  work: string;
  /** Relative to the checkout. */ path: string;
};

/** In the order of preference: a mount, blocks shared by the file system, files of its own. */
export const WORKSPACE_KINDS = ['overlay', 'clone', 'checkout'] as const;
export type WorkspaceKind = (typeof WORKSPACE_KINDS)[number];

export type MakeWorkspace = {
  /** The product's own bare repository of the project. */
  hub: string;
  sha: string;
  /** The sandbox's folder; the checkout becomes `runDir/ws`, the home `runDir/home`, layers lie in `runDir/layers`. */
  runDir: string;
  /** Whom the files must belong to; null: whoever runs the product. */
  owner: { uid: number; gid: number } | null;
  prepared: PreparedBase | null;
  /** Only the home of a set-up (its caches), under a checkout without what set-up made. */
  homeOf?: PreparedBase | null;
  /** A commit whose frozen checkout may be the start, so that none has to be frozen for `sha`. */
  fromSha?: string;
  /** Whether the sandbox can mount overlays of its own. */
  innerOverlays: boolean;
  /** For set-up, whose checkout is frozen afterwards: files of its own, which can be moved, instead of a mount. */
  toFreeze?: boolean;
};

/** Checkouts that share what they can and can never write what they share. */
export type Workspaces = {
  /** `objects`: folders that the checkout borrows from and that must be shown inside, read-only, at the same path. */
  make: (input: MakeWorkspace) => Promise<{ kind: WorkspaceKind; overlays: InnerOverlay[]; objects: string[] }>;
  /** Mounts again what the machine's restart took down; nothing where nothing is missing. Before an old sandbox is used. */
  restore: (runDir: string) => Promise<void>;
  /** Takes down mounts below a sandbox's folder, so that it can be removed. Idempotent. */
  unmake: (runDir: string) => Promise<void>;
};
