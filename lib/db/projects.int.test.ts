import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '@/lib/db/client';
import { saveProject } from '@/lib/db/projects';
import { createTestDatabase } from '@/lib/testing/database';

let db: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  db = openDatabase(database.url, 8);
  drop = database.drop;
});
afterAll(async () => {
  await db.close();
  await drop();
});

it('is one project however many add it at once', async () => {
  const project = { name: 'api', kind: 'path' as const, location: '/srv/api', repoPath: '/srv/api' };
  const saved = await Promise.all(Array.from({ length: 12 }, () => saveProject(db, project)));
  expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
});
