import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrateDeploy } from '@/lib/db/migrate';
import { createTestDatabase } from '@/lib/testing/database';

const run = promisify(execFile);
const MIGRATIONS = path.resolve('prisma/migrations');

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});
afterEach(() => database.drop());

async function tables(): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    return rows.map((row) => row.name).toSorted();
  } finally {
    await client.end();
  }
}

function prisma(args: string[], engine?: string): Promise<{ stdout: string; stderr: string }> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: 'test' as const, DATABASE_URL: database.url };
  return run(process.execPath, ['scripts/prisma.mjs', ...args], {
    env: engine ? { ...env, PRISMA_SCHEMA_ENGINE_BINARY: engine } : env,
  });
}

it('applies every migration to an empty database, once', async () => {
  const names = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(await migrateDeploy(database.url, MIGRATIONS)).toHaveLength(names.length);
  expect(await tables()).toEqual(
    expect.arrayContaining(['projects', 'experiments', 'stages', 'variants', 'runs', 'events']),
  );
  expect(await migrateDeploy(database.url, MIGRATIONS)).toEqual([]);
});

it('lets two processes migrate at the same time', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrateDeploy(database.url, MIGRATIONS)));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
});

it('does what a dummy engine only says: that one reports success and applies nothing', async () => {
  await prisma(['migrate', 'deploy'], '/bin/true');
  expect(await tables()).toEqual([]);
  await migrateDeploy(database.url, MIGRATIONS);
  expect(await tables()).toContain('runs');
});

it('leaves a database that Prisma itself takes as up to date and equal to the schema', async () => {
  await migrateDeploy(database.url, MIGRATIONS);
  const { stdout } = await prisma(['migrate', 'status']);
  expect(stdout).toContain('Database schema is up to date');
  const diff = await prisma([
    'migrate',
    'diff',
    '--exit-code',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
  ]);
  expect(diff.stdout).toContain('No difference detected');
});

it('names a migration that was edited after it was applied, and one that fails, and applies no half', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-migrations-'));
  try {
    await cp(MIGRATIONS, dir, { recursive: true });
    await migrateDeploy(database.url, dir);
    const broken = path.join(dir, '99990101000000_broken');
    await cp(
      path.join(
        dir,
        (await readdir(dir)).find((name) => name.endsWith('_init'))!,
      ),
      broken,
      { recursive: true },
    );
    await writeFile(path.join(broken, 'migration.sql'), 'CREATE TABLE half (id int); SELECT nothing_of_the_kind();');
    await expect(migrateDeploy(database.url, dir)).rejects.toThrow('99990101000000_broken');
    expect(await tables()).not.toContain('half');
    await rm(broken, { recursive: true });
    const init = (await readdir(dir)).find((name) => name.endsWith('_init'))!;
    await writeFile(path.join(dir, init, 'migration.sql'), 'SELECT 1;');
    await expect(migrateDeploy(database.url, dir)).rejects.toThrow('was edited');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
