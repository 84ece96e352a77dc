import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own, copied from the migrated template unless it should be empty. Call `drop` at the end. */
export async function createTestDatabase(
  options: { empty?: boolean } = {},
): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = process.env.BAKEOFF_TEST_DATABASE_ADMIN;
  if (!admin) throw new Error('No test database: run through vitest --project int.');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const query = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await query(`create database ${name} template ${options.empty ? 'template0' : 'bakeoff_template'}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(`drop database if exists ${name} with (force)`) };
}
