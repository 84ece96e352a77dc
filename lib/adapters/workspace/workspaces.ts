import type { PreparedBase } from '@/lib/core/ports';

/** Copy-on-write that only the sandbox itself can mount (the product has no right to): a folder of the checkout. */
export type InnerOverlay = { lower: string; upper: string; work: string; /** Relative to the checkout. */ path: string };

export type WorkspaceKind = 'overlay' | 'btrfs' | 'clone' | 'checkout';

export type MakeWorkspace = {
  /** The product's own bare repository of the project. */
  hub: string;
  sha: string;
  /** The sandbox's folder; the checkout becomes `runDir/ws`, the home `runDir/home`, layers lie in `runDir/layers`. */
  runDir: string;
  /** Whom the files must belong to; null: whoever runs the product. */
  owner: { uid: number; gid: number } | null;
  prepared: PreparedBase | null;
  /** Whether the sandbox can mount overlays of its own. */
  innerOverlays: boolean;
};

/** Checkouts that share what they can and can never write what they share. */
export type Workspaces = {
  /** `objects`: folders that the checkout borrows from and that must be shown inside, read-only, at the same path. */
  make: (input: MakeWorkspace) => Promise<{ kind: WorkspaceKind; overlays: InnerOverlay[]; objects: string[] }>;
  /** Takes down mounts and snapshots below a sandbox's folder, so that it can be removed. Idempotent. */
  unmake: (runDir: string) => Promise<void>;
};
