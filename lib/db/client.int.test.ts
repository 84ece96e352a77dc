import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '@/lib/db/client';
import { createTestDatabase } from '@/lib/testing/database';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, 1);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test('waits for a connection longer than a busy moment: giving up would end a run that costs money', async () => {
  const busy = db.prisma.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(3)`);
  const next = db.prisma.$transaction((tx) => tx.project.count());
  expect(await next).toBe(0);
  await busy;
});
