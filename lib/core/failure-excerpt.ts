import { stripColours } from './strip-colours';

/** The lines of a long output that say what went wrong. */

const TELLING =
  /^\s*(?:not ok\b|✖|✗|×|●|FAIL(?:ED)?\b|--- FAIL|E {2,}|error(?:\[\w+\])?:|Error:|AssertionError|\w*Error \[|.*\bpanicked at\b)/i;
/** Summaries of runners that begin like a failure and only count. */
const COUNTING =
  /^\s*(?:✖|×|FAIL(?:ED)?|error:)\s*(?:failing tests|\d+ tests?)\b|^\s*error:\s*(?:'|\|-?$)|failed?:? 0\b/i;

/** At most `max` lines: those that tell, else the last ones. Terminal colours are dropped. */
export function failureExcerpt(output: string, max = 6): string {
  const lines = stripColours(output).trimEnd().split('\n');
  const telling = lines.map((line) => line.trimEnd()).filter((line) => TELLING.test(line) && !COUNTING.test(line));
  const unique = [...new Set(telling.map((line) => line.trim()))];
  return (unique.length > 0 ? unique.slice(0, max) : lines.slice(-max)).join('\n').trim();
}
