/** The HTTP status of a refusal, by its type. What is not named here is in the way now, and may not be later: 409. */
const MISSING = new Set(['not_found']);

/** Valid as it was sent, but what it names is not fit for it. */
const UNFIT = new Set([
  'bare',
  'built_in',
  'clone_failed',
  'empty',
  'invalid',
  'invalid_option',
  'missing_ref',
  'no_commits',
  'no_name',
  'no_preview',
  'no_project',
  'no_result',
  'not_a_folder',
  'not_a_host',
  'not_a_repository',
  'not_an_image',
  'nothing_to_merge',
  'other_contract',
  'same_experiment',
  'target_missing',
  'unsafe_owner',
]);

export function statusOf(type: string): 404 | 409 | 422 {
  if (MISSING.has(type)) return 404;
  return UNFIT.has(type) ? 422 : 409;
}
