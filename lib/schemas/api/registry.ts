/** Every call of the HTTP API. Routes and the OpenAPI document both come from here. */
import type { Endpoint } from '@/lib/schemas/api/endpoint';
import * as experiments from '@/lib/schemas/api/experiments';
import * as merges from '@/lib/schemas/api/merges';
import * as projects from '@/lib/schemas/api/projects';
import * as runs from '@/lib/schemas/api/runs';
import * as system from '@/lib/schemas/api/system';

/** By the name under which a route takes it. */
export const API_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  ...projects,
  ...experiments,
  ...runs,
  ...merges,
  ...system,
};
