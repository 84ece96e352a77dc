export const INDEX_FILE = 'index.json';

/**
 * Name of a run's trace in the folder of its experiment. `@` is in no id of a variant, so that `a` in its second repeat
 * and a variant called `a-2` have files of their own.
 */
export function traceFile(run: { id: string; variant: string; repeat: number; superseded: boolean }): string {
  const repeat = run.repeat > 0 ? `@${run.repeat + 1}` : '';
  const past = run.superseded ? `@${run.id}` : '';
  const name = `${run.variant}${repeat}${past}.json`;
  return name.toLowerCase() === INDEX_FILE ? `${run.variant}@1.json` : name;
}
