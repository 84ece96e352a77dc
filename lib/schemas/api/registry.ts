/** Every call of the HTTP API. Routes and the OpenAPI document both come from here. */
import type { Endpoint } from '@/lib/schemas/api/endpoint';
import * as drafts from '@/lib/schemas/api/drafts';
import * as experiments from '@/lib/schemas/api/experiments';
import * as exports from '@/lib/schemas/api/exports';
import * as merges from '@/lib/schemas/api/merges';
import * as plans from '@/lib/schemas/api/plans';
import * as previews from '@/lib/schemas/api/previews';
import * as projects from '@/lib/schemas/api/projects';
import * as runs from '@/lib/schemas/api/runs';
import * as system from '@/lib/schemas/api/system';
import * as templates from '@/lib/schemas/api/templates';
import * as transcripts from '@/lib/schemas/api/transcripts';
import * as trials from '@/lib/schemas/api/trials';

/** By the name under which a route takes it. */
export const API_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  ...projects,
  ...experiments,
  ...drafts,
  ...trials,
  ...templates,
  ...plans,
  ...runs,
  ...transcripts,
  ...previews,
  ...merges,
  ...exports,
  ...system,
};
