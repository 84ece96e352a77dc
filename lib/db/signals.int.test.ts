import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenForSignals, type Signal } from '@/lib/db/signals';
import { createTestDatabase } from '@/lib/testing/database';
import { waitUntil } from '@/lib/testing/wait';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let admin: pg.Client;
let name = '';

beforeEach(async () => {
  database = await createTestDatabase();
  name = new URL(database.url).pathname.slice(1);
  admin = new pg.Client({ connectionString: process.env.BAKEOFF_TEST_DATABASE_ADMIN });
  await admin.connect();
});
afterEach(async () => {
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await admin.end();
  await database.drop();
});

async function connections(): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1',
    [name],
  );
  return rows[0]?.n ?? 0;
}

test('is back on one connection, not on ever more, after a database that was away for a while', async () => {
  const signals: Signal[] = [];
  const listener = await listenForSignals(database.url, (signal) => signals.push(signal));
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  const refusedAt = Date.now();
  // Several attempts long: each of them must lead to one more attempt only.
  await waitUntil(() => Date.now() - refusedAt > 2600, 'some refused attempts');
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await waitUntil(() => signals.some((signal) => signal.type === 'resync'), 'the connection');
  const backAt = Date.now();
  await waitUntil(() => Date.now() - backAt > 1000, 'attempts that are still under way');
  expect(signals).toEqual([{ type: 'resync' }]);
  expect(await connections()).toBe(1);

  await listener.close();
  await waitUntil(async () => (await connections()) === 0, 'the end of the connection');
});
