import type { Route } from 'next';

/**
 * The page of an experiment. Typed routes can't tell `/experiments/ID` from `/experiments/ID/runs/ID` when the id
 * is any string, so the assertion is made here, once.
 */
export function experimentHref(id: string): Route {
  return `/experiments/${encodeURIComponent(id)}` as Route;
}
