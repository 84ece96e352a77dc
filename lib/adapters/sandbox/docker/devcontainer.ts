import path from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '@/lib/core/result';

/** Where a devcontainer's file may lie, in the order in which they are looked for. */
export const DEVCONTAINER_FILES = ['.devcontainer/devcontainer.json', '.devcontainer.json'] as const;

export type DevcontainerImage =
  | { kind: 'reference'; reference: string; ignored: string[] }
  /** Paths of the project; `context` is empty for its root. `dockerfile` is relative to the context. */
  | { kind: 'build'; context: string; dockerfile: string; args: Record<string, string>; ignored: string[] };

const fileSchema = z.looseObject({
  image: z.string().optional(),
  dockerFile: z.string().optional(),
  context: z.string().optional(),
  build: z
    .looseObject({
      dockerfile: z.string().optional(),
      context: z.string().optional(),
      args: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  dockerComposeFile: z.unknown().optional(),
});

/** What is for a person's editor, or would run on the host or beside the image; the image alone is taken. */
const IGNORED = ['features', 'postCreateCommand', 'onCreateCommand', 'updateContentCommand', 'mounts', 'runArgs'];

/** Reads a devcontainer.json: JSON with comments and trailing commas. `file` is its own path in the project. */
export function parseDevcontainer(text: string, file: string): Result<DevcontainerImage, string> {
  const parsed = fileSchema.safeParse(parseJsonWithComments(text));
  if (!parsed.success) return err(`${file} is not a devcontainer file.`);
  const { image, build, dockerFile, context, dockerComposeFile } = parsed.data;
  const ignored = IGNORED.filter((name) => name in parsed.data);
  if (image !== undefined) return ok({ kind: 'reference', reference: image, ignored });
  const dockerfile = build?.dockerfile ?? dockerFile;
  if (dockerfile === undefined) {
    const why =
      dockerComposeFile === undefined ? 'names neither an image nor a Dockerfile' : 'starts several containers';
    return err(`${file} ${why}.`);
  }
  const folder = path.posix.dirname(file);
  const root = path.posix.join(folder, build?.context ?? context ?? '.');
  const target = path.posix.relative(root, path.posix.join(folder, dockerfile));
  if (root.startsWith('..') || path.posix.isAbsolute(root) || target.startsWith('..')) {
    return err(`${file} takes its Dockerfile or its files from outside of the project.`);
  }
  return ok({ kind: 'build', context: root === '.' ? '' : root, dockerfile: target, args: build?.args ?? {}, ignored });
}

/** Undefined where it is no JSON at all. */
export function parseJsonWithComments(text: string): unknown {
  // Strings are matched first, so that what looks like a comment or a comma in one is left alone.
  const tokens = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const bare = text.replace(/^\uFEFF/, '').replaceAll(tokens, (_all, string: string | undefined) => string ?? ' ');
  const strict = bare.replaceAll(
    /("(?:\\.|[^"\\])*")|,(\s*[}\]])/g,
    (_all, string?: string, end?: string) => string ?? end ?? '',
  );
  try {
    return JSON.parse(strict);
  } catch {
    return undefined;
  }
}
