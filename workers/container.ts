/** The use cases for programs outside the web server: the command line, the supervisor, tests. */
import { ensurePostgres } from '@/lib/adapters/postgres/embedded';
import { compose } from '@/lib/compose';
import { listenForSignals, type Signal } from '@/lib/db/signals';
import { migrateDeploy } from '@/lib/db/migrate';
import { countLiveWorkers } from '@/lib/db/workers';
import { env } from '@/lib/env';
import { homePaths } from '@/lib/paths';
import { productRoot } from '@/lib/product-root';
import type { Bakeoff } from '@/lib/services/bakeoff';
import path from 'node:path';

export type OpenBakeoff = {
  bakeoff: Bakeoff;
  database: {
    url: string;
    /** True where opening started the server: then `close({ stopDatabase: true })` may end it. */
    started: boolean;
    stop: () => Promise<void>;
  };
  /** Workers that are alive, on any host. */
  liveWorkers: () => Promise<number>;
  /** Calls back on each change of an experiment, a run, a trial. */
  listen: (onSignal: (signal: Signal) => void) => Promise<{ close: () => Promise<void> }>;
  close: () => Promise<void>;
};

/** Connects to the database of a data folder, starting and migrating it where needed. */
export async function openBakeoff({ home }: { home: string }): Promise<OpenBakeoff> {
  const external = env().DATABASE_URL;
  const embedded = external ? null : await ensurePostgres(homePaths(home).postgres);
  const url = external ?? embedded?.url ?? '';
  if (!embedded?.adopted) await migrateDeploy(url, path.join(productRoot(), 'prisma', 'migrations'));
  const composed = await compose({ home, databaseUrl: url, role: 'client' });
  return {
    bakeoff: composed.bakeoff,
    database: {
      url,
      started: embedded !== null && !embedded.adopted,
      stop: async () => embedded?.stop(),
    },
    liveWorkers: () => countLiveWorkers(composed.deps.db),
    listen: (onSignal) => listenForSignals(url, onSignal),
    close: composed.close,
  };
}
