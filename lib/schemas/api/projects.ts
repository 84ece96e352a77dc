import { z } from 'zod';
import { endpoint, idParams } from '@/lib/schemas/api/endpoint';
import { projectSchema, repositorySchema } from '@/lib/schemas/api/objects';

const tag = 'Projects';

export const listProjects = endpoint({
  method: 'GET',
  path: '/projects',
  tag,
  summary: 'List projects',
  answer: z.object({ projects: z.array(projectSchema) }),
});

export const addProject = endpoint({
  method: 'POST',
  path: '/projects',
  tag,
  summary: 'Add a project',
  description: 'One that is there already is answered as it is.',
  body: z.object({
    location: z.string().min(1).max(4096).describe('An absolute path of this host, a URL, or `builtin:demo`.'),
  }),
  answer: projectSchema,
  status: 201,
  refusals: [422],
});

export const getProject = endpoint({
  method: 'GET',
  path: '/projects/{id}',
  tag,
  summary: 'Get a project with the state of its repository',
  params: idParams,
  answer: z.object({
    project: projectSchema,
    repository: repositorySchema.nullable(),
    problem: z.object({ type: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  }),
  refusals: [404],
});

export const removeProject = endpoint({
  method: 'DELETE',
  path: '/projects/{id}',
  tag,
  summary: 'Take a project off the list',
  description: 'Its experiments stay until they are deleted, and its repository is not touched.',
  params: idParams,
  answer: z.object({ projectId: z.string(), status: z.literal('removed') }),
  refusals: [404],
});
