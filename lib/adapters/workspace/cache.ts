import path from 'node:path';
import type { HomePaths } from '@/lib/paths';
import { createFrozenStore, trimStores, type FrozenEntry, type FrozenStore } from './frozen-store';

export const FROZEN_NAMES = ['bases', 'prepared'] as const;
export type FrozenName = (typeof FROZEN_NAMES)[number];

export type FrozenStores = Record<FrozenName, FrozenStore>;

export function openFrozenStores(paths: Pick<HomePaths, 'cache'>): FrozenStores {
  return {
    bases: createFrozenStore(path.join(paths.cache, 'bases')),
    prepared: createFrozenStore(path.join(paths.cache, 'prepared')),
  };
}

export type CacheEntry = FrozenEntry & { store: FrozenName };

/** Frozen checkouts and what set-up made of them: all of it can be made again. */
export type WorkspaceCache = {
  list: () => Promise<CacheEntry[]>;
  usage: () => Promise<{ bytes: number; entries: number }>;
  /** Least recently used first, never what a sandbox uses; returns how many bytes went. */
  trim: (maxBytes: number, graceMs?: number) => Promise<number>;
  remove: (entry: { store: FrozenName; key: string }) => Promise<boolean>;
};

export function createWorkspaceCache(paths: Pick<HomePaths, 'cache'>): WorkspaceCache {
  const stores = openFrozenStores(paths);
  const list = async (): Promise<CacheEntry[]> => {
    const lists = await Promise.all(
      FROZEN_NAMES.map(async (store) => (await stores[store].list()).map((entry) => ({ ...entry, store }))),
    );
    return lists.flat();
  };
  return {
    list,
    usage: async () => {
      const entries = await list();
      return { bytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0), entries: entries.length };
    },
    trim: (maxBytes, graceMs) => trimStores([stores.bases, stores.prepared], maxBytes, graceMs),
    remove: ({ store, key }) => stores[store].remove(key),
  };
}
