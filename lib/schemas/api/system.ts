import { z } from 'zod';
import { endpoint, idSchema } from '@/lib/schemas/api/endpoint';
import { agentSchema, dataUsageSchema, hostSchema, imageSchema } from '@/lib/schemas/api/objects';

const tag = 'Host';
const fresh = z.object({
  fresh: z.enum(['true', 'false']).default('false').describe('Look again instead of telling what is known.'),
});

export const getHost = endpoint({
  method: 'GET',
  path: '/host',
  tag,
  summary: 'Get what this host can lock runs in with',
  query: fresh,
  answer: hostSchema,
});

export const listAgents = endpoint({
  method: 'GET',
  path: '/agents',
  tag,
  summary: 'List agents and whether they are ready',
  query: fresh,
  answer: z.object({ agents: z.array(agentSchema) }),
});

export const installAdapter = endpoint({
  method: 'POST',
  path: '/agents/{name}/adapter',
  tag,
  summary: 'Install the adapter of an agent, in the version that Bakeoff was tried with',
  params: z.object({ name: z.string().regex(/^[a-z0-9-]{1,64}$/, 'is no name of an agent') }),
  answer: agentSchema,
  refusals: [404, 409],
});

export const listImages = endpoint({
  method: 'GET',
  path: '/images',
  tag,
  summary: 'List the container images that were built or fetched',
  answer: z.object({ images: z.array(imageSchema) }),
});

export const buildImage = endpoint({
  method: 'POST',
  path: '/images',
  tag,
  summary: 'Build or fetch a container image',
  description: 'It goes on after the answer; the list tells when it is ready.',
  body: z.object({
    name: z
      .string()
      .min(1)
      .max(300)
      .describe('As in `sandbox.image`: `node`, `node:22`, `./Dockerfile`, `devcontainer`.'),
    projectId: idSchema.nullable().default(null).describe('Whose Dockerfile or devcontainer it is.'),
  }),
  answer: imageSchema,
  status: 202,
  refusals: [404, 422],
});

export const getDoctor = endpoint({
  method: 'GET',
  path: '/doctor',
  tag,
  summary: 'Check what a run needs: git, database, disk, sandboxes, agents',
  answer: z.object({
    healthy: z.boolean(),
    checks: z.array(
      z.object({
        name: z.string(),
        status: z.enum(['ok', 'warning', 'failed']),
        detail: z.string(),
        remedy: z.string(),
      }),
    ),
  }),
});

export const getData = endpoint({
  method: 'GET',
  path: '/data',
  tag,
  summary: 'Get what the data folder holds',
  answer: dataUsageSchema,
});

export const cleanData = endpoint({
  method: 'POST',
  path: '/data/clean',
  tag,
  summary: 'Remove sandboxes, leftovers and unused cache',
  description: 'Results stay.',
  body: z.object({
    dryRun: z.boolean().default(false).describe('Only say what would be removed.'),
    olderThan: z.string().max(20).default('7d').describe('Of experiments that ended longer ago: `7d`, `12h`, `0s`.'),
  }),
  answer: z.object({
    removed: z.array(z.object({ what: z.string(), bytes: z.number() })),
    bytes: z.number(),
    dryRun: z.boolean(),
  }),
  refusals: [422],
});

export const openStream = endpoint({
  method: 'GET',
  path: '/stream',
  tag: 'Stream',
  summary: 'Follow changes as server-sent events',
  description:
    'Each `data:` line is one JSON frame: `{"type":"changed","entity":"experiment","id":"…"}` says what to read again, ' +
    '`{"type":"events","experimentId":"…","runId":"…","events":[…]}` carries new events of a run in order. ' +
    'A comment comes every 15 seconds. After a break, connect again with `after`.',
  query: z.object({
    topics: z
      .string()
      .max(5000)
      .default('')
      .describe('Comma separated: `experiments`, `experiment:ID`, `projects`, `agents`, `host`.'),
    after: z
      .string()
      .max(20_000)
      .default('')
      .describe('Comma separated `RUN:SEQ`: the last event of each run that you have.'),
  }),
  answer: z.string(),
  contentType: 'text/event-stream',
});

export const getOpenApi = endpoint({
  method: 'GET',
  path: '/openapi.json',
  tag: 'Documents',
  summary: 'Get this document',
  answer: z.record(z.string(), z.unknown()),
});

export const getExperimentSchema = endpoint({
  method: 'GET',
  path: '/experiment.schema.json',
  tag: 'Documents',
  summary: 'Get the JSON Schema of the experiment file',
  answer: z.record(z.string(), z.unknown()),
});
