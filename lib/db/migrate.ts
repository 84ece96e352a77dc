import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/** The advisory lock that Prisma's own `migrate deploy` takes: both can be used on one database. */
const PRISMA_LOCK = 72_707_369;

/**
 * Applies prisma/migrations without the Prisma CLI: same table, same checksums, same lock. Each migration is one
 * transaction. Returns the names of those it applied; throws with the migration's name where one fails.
 */
export async function migrateDeploy(connectionString: string, dir: string): Promise<string[]> {
  const db = new pg.Client({ connectionString });
  await db.connect();
  const applied: string[] = [];
  try {
    await db.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    const known = await knownMigrations(db);
    const entries = await readdir(dir, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of names.toSorted()) {
      const sql = await readFile(path.join(dir, name, 'migration.sql'));
      const checksum = createHash('sha256').update(sql).digest('hex');
      const before = known.get(name);
      if (before === checksum) continue;
      if (before) throw new Error(`Migration ${name} was edited after it was applied to this database.`);
      await applyMigration(db, { name, sql: sql.toString('utf8'), checksum });
      applied.push(name);
    }
  } finally {
    await db.end();
  }
  return applied;
}

async function knownMigrations(db: pg.Client): Promise<Map<string, string>> {
  await db.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  type Row = { migration_name: string; checksum: string; finished_at: Date | null };
  const { rows } = await db.query<Row>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => !row.finished_at);
  if (failed)
    throw new Error(`Migration ${failed.migration_name} failed earlier. Repair it with "prisma migrate resolve".`);
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function applyMigration(db: pg.Client, input: { name: string; sql: string; checksum: string }): Promise<void> {
  await db.query('BEGIN');
  try {
    await db.query(input.sql);
    await db.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), input.checksum, input.name],
    );
    await db.query('COMMIT');
  } catch (cause) {
    await db.query('ROLLBACK');
    throw new Error(`Migration ${input.name} failed: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
