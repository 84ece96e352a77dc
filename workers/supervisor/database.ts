import path from 'node:path';
import { ensurePostgres, type EmbeddedPostgres } from '@/lib/adapters/postgres/embedded';
import { isAlive } from '@/lib/adapters/postgres/postmaster';
import { migrateDeploy } from '@/lib/db/migrate';
import { env } from '@/lib/env';
import { productRoot } from '@/lib/product-root';

const LOOK_EVERY_MS = 1000;

export type KeptDatabase = { url: string; stop: () => Promise<void> };

/** The database, migrated. The embedded one is started (or adopted) and started again when it dies. */
export async function keepDatabase(home: string, onDeath: (cause: unknown) => void): Promise<KeptDatabase> {
  const migrations = path.join(productRoot(), 'prisma', 'migrations');
  const external = env().DATABASE_URL;
  if (external) {
    await migrateDeploy(external, migrations);
    return { url: external, stop: async () => {} };
  }
  let server = await ensurePostgres(home);
  await migrateDeploy(server.url, migrations);
  let restarting: Promise<EmbeddedPostgres> | null = null;
  const watch = setInterval(() => {
    if (restarting || isAlive(server.pid)) return;
    onDeath(null);
    // It keeps its port, so that whoever uses it reconnects to the same address.
    restarting = ensurePostgres(home);
    restarting
      .then((next) => (server = next))
      .catch(onDeath)
      .finally(() => (restarting = null));
  }, LOOK_EVERY_MS);
  return {
    url: server.url,
    stop: async () => {
      clearInterval(watch);
      // A restart that fails leaves nothing to stop.
      await restarting?.catch(() => null);
      await server.stop();
    },
  };
}
