/** What a text of a failed program shows, whatever the type of the failure says. */
import { failureExcerpt } from '../failure-excerpt';
import { stripColours } from '../strip-colours';

const NO_SPACE = /\bENOSPC\b|no space left on device|disk quota exceeded|\bEDQUOT\b/i;
const NOT_FOUND = [
  /^(?:.*: )?(?:line )?\d*:? ?([^\s:]+): (?:command )?not found$/im,
  /^([^\s:]+): No such file or directory$/im,
  /^(?:zsh|fish|bash|sh): (?:command not found|Unknown command): (\S+)$/im,
];
const MISSING_SCRIPT = [
  /missing script: "?([^\s"]+)"?/i,
  /Command "([^"]+)" not found/i,
  // Node was given a script that is not there; a module that a test imports is the test's own affair.
  /Cannot find module '([^']+)'(?=[^]*requireStack: \[\])/,
  /can't open file '([^']+)'/,
  /No rule to make target [`'"]([^`'"]+)['"]/,
];
const NO_MEMORY = /JavaScript heap out of memory|\bMemoryError\b|Cannot allocate memory|\bENOMEM\b|std::bad_alloc/;

/** The shell's: the command could not be run, or does not exist. */
const NOT_RUN = new Set([126, 127]);
/** SIGKILL, which is how the kernel ends what has no memory left. */
const KILLED = 137;

export function isDiskFull(...texts: string[]): boolean {
  return texts.some((text) => NO_SPACE.test(text));
}

export function isOutOfMemory(exitCode: number | null, text: string): boolean {
  return NO_MEMORY.test(text) || (exitCode === KILLED && /\bKilled\b/.test(text));
}

/** The command or the script that is not there; empty where nobody named it, null where nothing is missing. */
export function missingCommand(exitCode: number | null, output: string): string | null {
  const text = stripColours(output);
  const named = firstMatch(
    text,
    exitCode !== null && NOT_RUN.has(exitCode) ? [...NOT_FOUND, ...MISSING_SCRIPT] : MISSING_SCRIPT,
  );
  if (named !== null) return named;
  return exitCode !== null && NOT_RUN.has(exitCode) ? '' : null;
}

function firstMatch(text: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found) return found.slice(0, 200);
  }
  return null;
}

/** The lines that match, else those that tell most. */
export function linesAbout(text: string, pattern: RegExp, most = 4): string {
  const lines = stripColours(text).split('\n');
  const matching = lines.filter((line) => pattern.test(line));
  return matching.length > 0 ? matching.slice(0, most).join('\n').trim() : failureExcerpt(text, most);
}

export const DISK_LINES = NO_SPACE;
