import { stripColours } from './strip-colours';

/** Counts tests in the output of common test runners: from cases where the runner prints them, else from its summary. */

export type TestCounts = { passed: number; failed: number; skipped: number };

type Reader = (text: string) => TestCounts | null;

const READERS: Reader[] = [readNodeTest, readTap, readCargo, readGo, readPytest, readJestOrVitest, readMocha];

/** Null: no known runner's output in it. Terminal escapes are ignored. */
export function countTests(output: string): TestCounts | null {
  const text = readable(stripColours(output));
  for (const read of READERS) {
    const counts = read(text);
    if (counts) return counts;
  }
  return null;
}

const MAX_LINE_CHARS = 2000;

/** Without empty lines and the ends of endless ones: a pattern may take the square of their length to fail. */
function readable(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, MAX_LINE_CHARS).trimEnd())
    .join('\n');
}

function lastInt(text: string, pattern: RegExp): number | null {
  const match = [...text.matchAll(pattern)].at(-1);
  return match ? Number(match[1]) : null;
}

/** `# pass 5` (tap reporter) or `ℹ pass 5` (spec reporter) of node's own runner. */
function readNodeTest(text: string): TestCounts | null {
  const passed = lastInt(text, /^(?:#|ℹ) pass (\d+)$/gm);
  const failed = lastInt(text, /^(?:#|ℹ) fail (\d+)$/gm);
  if (passed === null || failed === null) return null;
  const skipped = lastInt(text, /^(?:#|ℹ) skipped (\d+)$/gm) ?? 0;
  return { passed, failed, skipped };
}

function readTap(text: string): TestCounts | null {
  if (!/^(?:TAP version \d+|1\.\.\d+)/m.test(text)) return null;
  const lines = [...text.matchAll(/^(not )?ok\b.*$/gm)];
  if (lines.length === 0) return null;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [line, not] of lines) {
    if (/#\s*skip/i.test(line)) counts.skipped++;
    else if (not && !/#\s*todo/i.test(line)) counts.failed++;
    else counts.passed++;
  }
  return counts;
}

function readCargo(text: string): TestCounts | null {
  const results = [...text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  if (results.length === 0) return null;
  const sum = (group: number): number => results.reduce((total, match) => total + Number(match[group]), 0);
  return { passed: sum(1), failed: sum(2), skipped: sum(3) };
}

/** `go test -v`; without -v go prints packages, not tests. */
function readGo(text: string): TestCounts | null {
  const count = (word: string): number => [...text.matchAll(new RegExp(`^\\s*--- ${word}: `, 'gm'))].length;
  const counts = { passed: count('PASS'), failed: count('FAIL'), skipped: count('SKIP') };
  return counts.passed + counts.failed + counts.skipped > 0 ? counts : null;
}

function readPytest(text: string): TestCounts | null {
  const summary = [...text.matchAll(/^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s/gm)].at(-1)?.[1];
  if (!summary) return null;
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('errors?'), skipped: count('skipped') };
}

/** `Tests:  1 failed, 5 passed, 6 total` (jest) and `Tests  1 failed | 5 passed (6)` (vitest). */
function readJestOrVitest(text: string): TestCounts | null {
  const summary = [...text.matchAll(/^\s*Tests:?\s+(\S.*(?:passed|failed|skipped).*)$/gm)].at(-1)?.[1];
  if (!summary) return null;
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') + count('todo') };
}

function readMocha(text: string): TestCounts | null {
  const passed = lastInt(text, /^\s*(\d+) passing\b/gm);
  if (passed === null) return null;
  return {
    passed,
    failed: lastInt(text, /^\s*(\d+) failing\b/gm) ?? 0,
    skipped: lastInt(text, /^\s*(\d+) pending\b/gm) ?? 0,
  };
}
