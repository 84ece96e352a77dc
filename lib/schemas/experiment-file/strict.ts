import { z } from 'zod';
import { nearest } from './nearest';

/** Several unknown keys of one object are one issue of zod; one line of its message belongs to each of them. */
export function strict<Shape extends z.core.$ZodLooseShape>(
  what: string,
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, what, known)).join('\n')
        : `is not ${what}`,
  });
}

function unknownKey(key: string, what: string, known: string[]): string {
  const guess = nearest(key, known);
  const advice = guess ? `did you mean \`${guess}\`?` : `known keys are ${known.join(', ')}`;
  return `is not a known key of ${what}; ${advice}`;
}
