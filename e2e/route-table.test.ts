import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { functionsOf, guardedFunctions, listEntries, unguardedExports } from './route-table';

/** Open on purpose: one lets people in, the other says only that the server answers. */
const OPEN = new Set(['app/auth/route.ts', 'app/api/health/route.ts']);
const SETTINGS = new Set(['dynamic', 'runtime', 'revalidate', 'maxDuration']);

const entries = listEntries();
const guarded = guardedFunctions();
const scratch = mkdtempSync(path.join(tmpdir(), 'bakeoff-routes-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('finds the ways in', () => {
  expect(entries.map((entry) => entry.file)).toEqual(expect.arrayContaining([...OPEN]));
  expect(entries.filter((entry) => entry.kind === 'route').length).toBeGreaterThan(5);
  expect(entries.filter((entry) => entry.kind === 'actions').length).toBeGreaterThan(0);
  expect(entries.find((entry) => entry.file.includes('[id]'))?.url).toMatch(/^\/[a-z/]+\/abc123/);
});

test.each(entries.filter((entry) => entry.kind !== 'page' && !OPEN.has(entry.file)).map((entry) => entry.file))(
  'every function of %s asks for the login itself',
  (file) => {
    expect(unguardedExports(file, guarded).filter((name) => !SETTINGS.has(name))).toEqual([]);
  },
);

test('notices a handler that forgot it, also beside one that did not', () => {
  const file = path.join(scratch, 'route.ts');
  writeFileSync(
    file,
    `export async function GET() {\n  await authorise();\n  return one();\n}\n\n` +
      `export async function POST() {\n  return one();\n}\n\nexport const PUT = async () => helper();\n\n` +
      `function helper() {\n  return answer<string>((x) => x);\n}\n\nfunction one() {\n  return 1;\n}\n`,
  );
  expect(unguardedExports(file, new Set(['authorise', 'answer']))).toEqual(['POST']);
});

test('does not take a mention for a call', () => {
  const [only] = functionsOf('export function GET() {\n  return "authorise";\n}\n');
  expect(only?.exported).toBe(true);
  const file = path.join(scratch, 'mention.ts');
  writeFileSync(file, 'export function GET() {\n  return reauthorise(1);\n}\n');
  expect(unguardedExports(file, new Set(['authorise']))).toEqual(['GET']);
});
