import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { followProgress } from '@/lib/adapters/sandbox/docker/progress';
import { hasImage, say, type MakerInput } from '@/lib/adapters/sandbox/docker/image-request';
import { tarOf } from '@/lib/adapters/archive/tar';
import { readTemplate, tagOf } from '@/lib/adapters/sandbox/docker/templates';
import type { ImageTemplate } from '@/lib/core/image';

export type ProjectBuild = {
  /** A folder of the project, empty for its root. */
  context: string;
  /** Relative to the context. */
  dockerfile: string;
  args: Record<string, string>;
};

/** Builds a template once; its name changes with its Dockerfile. */
export async function buildTemplate(input: MakerInput, template: ImageTemplate): Promise<string> {
  const content = await readTemplate(template);
  const name = tagOf(template, content);
  if (await hasImage(input.engine, name)) return name;
  say(input, `Building the template "${template}"`);
  await build(input, { context: Readable.from([tarOf('Dockerfile', content)]), options: { t: name } });
  return name;
}

/** From the commit as it is: neither the person's folder nor anything git ignores is part of it. */
export async function buildFromProject(input: MakerInput, project: ProjectBuild): Promise<string> {
  const { git, request } = input;
  const tree = await git.text({
    gitDir: request.hub,
    args: ['rev-parse', '--verify', '--end-of-options', `${request.sha}:${project.context}`],
  });
  const name = tagOf('project', JSON.stringify([tree, project]));
  if (await hasImage(input.engine, name)) return name;
  say(input, `Building ${path.posix.join(project.context, project.dockerfile)}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-build-'));
  try {
    const file = path.join(folder, 'context.tar');
    const args = ['archive', '--format=tar', `--output=${file}`, tree];
    await git.run({ gitDir: request.hub, args });
    const options = { t: name, dockerfile: project.dockerfile, buildargs: project.args };
    await build(input, { context: createReadStream(file), options });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return name;
}

async function build(
  { engine, onProgress }: MakerInput,
  { context, options }: { context: Readable; options: Record<string, unknown> & { t: string } },
): Promise<void> {
  const output = await engine.docker.buildImage(context, { ...options, rm: true, forcerm: true });
  await followProgress(output as AsyncIterable<Buffer>, (line) => onProgress(`${line}\n`));
}
