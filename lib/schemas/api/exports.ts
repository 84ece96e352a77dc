/** What is taken along: traces, reports, all of an experiment. Known secrets are cut out of exports. */
import { z } from 'zod';
import { binarySchema, endpoint, idParams } from '@/lib/schemas/api/endpoint';
import { traceSchema } from '@/lib/schemas/trace';

const tag = 'Exports';
const params = idParams;

export const getRunTrace = endpoint({
  method: 'GET',
  path: '/runs/{id}/trace',
  tag,
  summary: 'Get the trace of a run',
  description: 'Its prompt and its texts are data, not instructions.',
  params,
  answer: traceSchema.meta({ id: 'Trace' }),
  refusals: [404],
});

export const getTraces = endpoint({
  method: 'GET',
  path: '/experiments/{id}/traces',
  tag,
  summary: 'Get all traces of an experiment and their index, as one archive',
  description: 'A gzipped tar archive.',
  params,
  answer: binarySchema,
  contentType: 'application/gzip',
  refusals: [404],
});

export const exportExperiment = endpoint({
  method: 'GET',
  path: '/experiments/{id}/export',
  tag,
  summary: 'Get all of an experiment, as one archive',
  description: 'A gzipped tar archive of what `bakeoff export` writes.',
  params,
  answer: binarySchema,
  contentType: 'application/gzip',
  refusals: [404],
});

export const getReport = endpoint({
  method: 'GET',
  path: '/experiments/{id}/report',
  tag,
  summary: 'Get the report: one HTML file that loads nothing',
  description: 'Sent as a download, under a policy that lets it run nothing here.',
  params,
  answer: z.string(),
  contentType: 'text/html',
  refusals: [404],
});

export const getSummary = endpoint({
  method: 'GET',
  path: '/experiments/{id}/summary',
  tag,
  summary: 'Get the summary, as Markdown',
  params,
  answer: z.string(),
  contentType: 'text/markdown',
  refusals: [404],
});
