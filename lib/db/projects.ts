import { isDuplicate } from '@/lib/db/is-duplicate';
import type { Database } from '@/lib/db/client';
import type { Prisma, Project } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';

/** Plans are in no list of experiments. */
export const COUNTED = {
  select: { experiments: { where: { kind: 'experiment' } } },
} satisfies Prisma.ProjectCountOutputTypeDefaultArgs;

export type ProjectRow = Project & { experiments: number };

export type NewProject = {
  id?: string;
  name: string;
  kind: 'path' | 'url' | 'demo';
  location: string;
  repoPath: string;
};

/** Adds it, or brings back the one at the same location. */
export async function saveProject(db: Database, input: NewProject): Promise<ProjectRow> {
  const { id, ...fields } = input;
  const save = () =>
    db.prisma.project.upsert({
      where: { location: input.location },
      create: { id: id ?? newId(), ...fields },
      update: { hiddenAt: null, lastUsedAt: new Date(), repoPath: input.repoPath },
      include: { _count: COUNTED },
    });
  // An upsert looks before it writes: of two that come together the second finds what the first has added.
  const row = await save().catch((cause: unknown) => {
    if (isDuplicate(cause)) return save();
    throw cause;
  });
  return toRow(row);
}

export async function listProjects(db: Database): Promise<ProjectRow[]> {
  const rows = await db.prisma.project.findMany({
    where: { hiddenAt: null },
    orderBy: { lastUsedAt: 'desc' },
    include: { _count: COUNTED },
  });
  return rows.map(toRow);
}

export async function findProject(db: Database, id: string): Promise<ProjectRow | null> {
  const row = await db.prisma.project.findUnique({
    where: { id },
    include: { _count: COUNTED },
  });
  return row && toRow(row);
}

export async function findProjectAt(db: Database, location: string): Promise<ProjectRow | null> {
  const row = await db.prisma.project.findUnique({
    where: { location },
    include: { _count: COUNTED },
  });
  return row && toRow(row);
}

export async function hideProject(db: Database, id: string): Promise<void> {
  await db.prisma.project.updateMany({ where: { id }, data: { hiddenAt: new Date() } });
}

export async function setProjectConsent(db: Database, id: string, allowed: boolean): Promise<boolean> {
  const data = { allowProcessAt: allowed ? new Date() : null };
  return (await db.prisma.project.updateMany({ where: { id }, data })).count > 0;
}

/** False: there is no such project. */
export async function setAllowedHost(
  db: Database,
  { id, host, allowed }: { id: string; host: string; allowed: boolean },
): Promise<boolean> {
  return db.prisma.$transaction(async (tx) => {
    // Of two people who allow different hosts at once, none is lost.
    const rows = await tx.$queryRaw<{ hosts: string[] }[]>`
      SELECT allowed_hosts AS hosts FROM projects WHERE id = ${id} FOR UPDATE`;
    const row = rows[0];
    if (!row) return false;
    const others = row.hosts.filter((known) => known !== host);
    await tx.project.update({ where: { id }, data: { allowedHosts: allowed ? [...others, host] : others } });
    return true;
  });
}

export async function touchProject(db: Database, id: string): Promise<void> {
  await db.prisma.project.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}

function toRow(row: Project & { _count: { experiments: number } }): ProjectRow {
  const { _count, ...project } = row;
  return { ...project, experiments: _count.experiments };
}
