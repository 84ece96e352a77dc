/** Pure tests of single values. Each message reads on after the value as it was typed. */
import { parseDuration } from '@/lib/core/duration';
import { parseAllowEntry } from '@/lib/core/network-policy';

const MAX_DURATION_MS = 7 * 24 * 3_600_000;
const MAX_PATTERN_LENGTH = 200;

/** What is wrong with a duration, or null. */
export function durationProblem(text: string): string | null {
  const ms = parseDuration(text);
  if (ms === null) return 'is not a duration; write 90s, 15m or 2h';
  if (ms <= 0) return 'is no time at all; write 90s, 15m or 2h';
  if (ms > MAX_DURATION_MS) return 'is longer than 168h, the longest that is possible';
  return null;
}

/** What is wrong with a path that must stay below a project's root or a checkout, or null. */
export function relativePathProblem(path: string): string | null {
  if (path.trim() === '') return 'is empty; write a path relative to the project';
  if (path.includes('\0')) return 'holds a zero byte, which no path can';
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) return 'is an absolute path; write one relative to the project';
  const parts = path.split(/[/\\]/);
  if (parts.includes('..')) return 'leaves the project through `..`; write a path below its root';
  if (parts.some((part) => part.toLowerCase() === '.git')) return "is inside git's own folder; write another path";
  return null;
}

/** What is wrong with an id that becomes part of a git ref, or null. */
export function refPartProblem(id: string): string | null {
  if (id.length > 40) return 'is longer than 40 characters';
  if (!/^[A-Za-z0-9._-]+$/.test(id)) return 'may hold only letters, digits, `.`, `_` and `-`';
  if (/^[.-]/.test(id)) return 'must begin with a letter, a digit or `_`';
  if (id.includes('..') || id.endsWith('.'))
    return 'can not hold `..` or end with `.`, because it becomes part of a git ref';
  if (id.toLowerCase().endsWith('.lock')) return 'can not end with `.lock`, because it becomes part of a git ref';
  return null;
}

/** What is wrong with a pattern that is run on what others wrote, or null. Flags are those it is run with. */
export function patternProblem(pattern: string, flags = ''): string | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return `is longer than ${MAX_PATTERN_LENGTH} characters`;
  // Backtracking over a repeated repetition takes exponential time on output that an agent's code printed.
  if (/\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]/.test(pattern)) {
    return 'repeats a group that repeats something itself, which can take forever; write it without the outer repetition';
  }
  try {
    // Only to find out whether it compiles.
    ''.match(new RegExp(pattern, flags));
    return null;
  } catch (cause) {
    return `is not a regular expression (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}

/** A path into a JSON value, written `.a.b[0]`, or `["a b"]` for a key with odd characters. */
export function isJsonPath(path: string): boolean {
  return path.length <= 200 && /^(\.[^.[\]"\s]+|\.?\[\d{1,6}\]|\.?\["(?:[^"\\]|\\.)+"\])+$/.test(path);
}

/** What is wrong with a host that a network policy should allow, or null. */
export function allowProblem(entry: string): string | null {
  return parseAllowEntry(entry).ok ? null : 'is not a host; write example.com, *.example.com or example.com:8443';
}
