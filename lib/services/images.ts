import { parseImage } from '@/lib/core/image';
import { err, ok, type Result } from '@/lib/core/result';
import { createImage, findBuilding, getImage, listImages, updateImage, type ImageRow } from '@/lib/db/images';
import { findProject } from '@/lib/db/projects';
import { errorMessage } from '@/lib/errors';
import type { ImageView } from '@/lib/schemas/view';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { createTail } from '@/lib/services/tail';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';

const OUTPUT_TAIL_CHARS = 20_000;

export function imageServices(deps: Deps): Bakeoff['images'] {
  return {
    list: async () => (await listImages(deps.db, deps.hostId)).map(toImageView),
    build: (input) => startBuild(deps, input),
  };
}

function toImageView(row: ImageRow): ImageView {
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    reference: row.reference,
    status: row.status as ImageView['status'],
    output: row.output,
    error: row.error,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

async function startBuild(
  deps: Deps,
  { name, projectId }: { name: string; projectId: string | null },
): Promise<Result<ImageView, Refusal>> {
  const given = name.trim();
  if (!/^[^\s-]\S{0,299}$/.test(given)) {
    const message = `${JSON.stringify(given)} names no image.`;
    return err({ type: 'not_an_image', message, remedy: 'Write a template (node) or an image (node:22).' });
  }
  const { kind } = parseImage(given);
  if (projectId === null && (kind === 'dockerfile' || kind === 'devcontainer')) {
    const message = 'A Dockerfile belongs to a project.';
    return err({ type: 'no_project', message, remedy: 'Choose the project that it is in.' });
  }
  if (projectId !== null && !(await findProject(deps.db, projectId))) return err(notFound('project'));
  const input = { hostId: deps.hostId, name: given, projectId };
  const row = await deps.db.prisma.$transaction(async (tx) => {
    const building = await findBuilding(tx, input);
    if (building) return building;
    const made = await createImage(tx, input);
    await deps.queue.send(tx, { type: 'image', imageId: made.id }, { hostId: deps.hostId });
    return made;
  });
  return ok(toImageView(row));
}

/** The worker's part: builds or fetches, and shows what the engine says meanwhile. Re-entrant. */
export async function buildImage(deps: Deps, imageId: string): Promise<void> {
  const row = await getImage(deps.db, imageId);
  if (!row || row.status !== 'building') return;
  const output = createTail(OUTPUT_TAIL_CHARS, (text) => updateImage(deps.db, imageId, { output: text }));
  try {
    const place = await placeOf(deps, row.projectId);
    const made = await deps.images.ensure({ source: row.name, ...place }, output.onOutput);
    await output.close();
    const ended = { endedAt: deps.clock.now(), output: output.text() };
    if (made.ok) {
      const { image: reference, sizeBytes } = made.value;
      const size = sizeBytes === null ? null : BigInt(sizeBytes);
      await updateImage(deps.db, imageId, { ...ended, status: 'ready', reference, sizeBytes: size });
    } else {
      const error = `${made.error.message} ${made.error.remedy}`;
      await updateImage(deps.db, imageId, { ...ended, status: 'failed', error });
    }
  } catch (cause) {
    await output.close();
    await updateImage(deps.db, imageId, { status: 'failed', error: errorMessage(cause), endedAt: deps.clock.now() });
  }
}

/** A project's Dockerfile is read from the commit that it is at now. */
async function placeOf(deps: Deps, projectId: string | null): Promise<{ hub: string; sha: string }> {
  const project = projectId === null ? null : await findProject(deps.db, projectId);
  if (!project) return { hub: '', sha: '' };
  const hub = deps.paths.hub(project.id);
  const imported = await deps.git.importCommit({ hub, repoPath: project.repoPath, ref: null });
  if (!imported.ok) throw new Error(`${imported.error.message} ${imported.error.remedy}`);
  return { hub, sha: imported.value.sha };
}
