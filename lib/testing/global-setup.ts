import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensurePostgres } from '@/lib/adapters/postgres/embedded';
import { migrateDeploy } from '@/lib/db/migrate';
import { stopEngines, useEngineFolder } from '@/lib/testing/engine';

/** One PostgreSQL for all integration tests; `bakeoff_template` holds the migrated schema that tests copy. */
export default async function setup(): Promise<() => Promise<void>> {
  useEngineFolder();
  const home = await mkdtemp(path.join(tmpdir(), 'bakeoff-pg-'));
  const server = await ensurePostgres(home, ['-c', 'fsync=off']);
  await migrateDeploy(server.url, path.resolve('prisma/migrations'));
  const admin = new URL(server.url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query('create database bakeoff_template template bakeoff');
  await client.end();
  process.env.BAKEOFF_TEST_DATABASE_ADMIN = admin.href;
  return async () => {
    await stopEngines();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}
