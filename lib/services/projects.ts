import { err, ok, type Result } from '@/lib/core/result';
import { parseAllowEntry } from '@/lib/core/network-policy';
import {
  findProject,
  findProjectAt,
  hideProject,
  listProjects,
  saveProject,
  setAllowedHost,
  setProjectConsent,
  type ProjectRow,
} from '@/lib/db/projects';
import { newId } from '@/lib/db/ids';
import type { ProjectView } from '@/lib/schemas/view';
import type { Bakeoff, ProjectDetail, Refusal } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';
import { notFound } from '@/lib/services/not-found';
import { toProjectView } from '@/lib/services/views';

const DEMO = 'builtin:demo';
const URL_LIKE = /^(?:https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/;

export function projectServices(deps: Deps): Bakeoff['projects'] {
  return {
    add: (location) => addProject(deps, location),
    addDemo: () => addDemo(deps),
    list: async () => (await listProjects(deps.db)).map(toProjectView),
    get: (id) => getDetail(deps, id),
    hide: (id) => hideProject(deps.db, id),
    allowProcess: async (id, allowed) =>
      (await setProjectConsent(deps.db, id, allowed)) ? ok(null) : err(notFound('project')),
    allowHost: (id, host, allowed) => allowHost(deps, { id, host: host.trim().toLowerCase(), allowed }),
  };
}

async function allowHost(
  deps: Deps,
  { id, host, allowed }: { id: string; host: string; allowed: boolean },
): Promise<Result<null, Refusal>> {
  const entry = parseAllowEntry(host);
  if (allowed && !entry.ok) {
    const remedy = 'Write example.com, *.example.com or example.com:8443.';
    return err({ type: 'not_a_host', message: entry.error, remedy });
  }
  return (await setAllowedHost(deps.db, { id, host, allowed })) ? ok(null) : err(notFound('project'));
}

/** A path of this host, a URL that git can clone, or `builtin:demo`. */
export async function addProject(deps: Deps, location: string): Promise<Result<ProjectView, Refusal>> {
  const given = location.trim();
  if (given === DEMO) return ok(await addDemo(deps));
  return URL_LIKE.test(given) ? addFromUrl(deps, given) : addFromPath(deps, given);
}

async function addFromPath(deps: Deps, given: string): Promise<Result<ProjectView, Refusal>> {
  if (!given.startsWith('/') && !/^[A-Za-z]:\\/.test(given)) {
    return err({
      type: 'not_found',
      message: `${given || 'An empty text'} is not an absolute path or a URL.`,
      remedy: 'Give the whole path of the repository, beginning with /.',
    });
  }
  const known = await findProjectAt(deps.db, given);
  if (known) {
    // Every launch comes here: a project that still opens needs no second look at all its files.
    const { location, name, repoPath } = known;
    const hub = await deps.git.ensureHub({ hub: deps.paths.hub(known.id), repoPath });
    if (!hub.ok) return hub;
    if (hub.value.root === repoPath) {
      return ok(toProjectView(await saveProject(deps.db, { name, kind: 'path', location, repoPath })));
    }
  }
  const inspected = await deps.git.inspect(given);
  if (!inspected.ok) return inspected;
  const { root } = inspected.value;
  return ok(await remember(deps, { name: baseName(root), kind: 'path', location: root, repoPath: root }));
}

async function addFromUrl(deps: Deps, url: string): Promise<Result<ProjectView, Refusal>> {
  const known = await findProjectAt(deps.db, url);
  if (known && (await deps.disk.exists(known.repoPath))) {
    return ok(await remember(deps, { name: known.name, kind: 'url', location: url, repoPath: known.repoPath }));
  }
  const id = known?.id ?? newId();
  const dir = deps.paths.clone(id);
  const cloned = await deps.git.clone({ url, dir });
  if (!cloned.ok) return cloned;
  const name = baseName(url.replace(/\.git\/?$/, ''));
  return ok(await remember(deps, { id, name, kind: 'url', location: url, repoPath: cloned.value.root }));
}

export async function addDemo(deps: Deps): Promise<ProjectView> {
  // A folder for each edition: in the one before there is what people merged.
  const dir = deps.paths.clone('demo-2');
  if (!(await deps.disk.exists(dir))) await deps.createDemoProject(dir);
  return remember(deps, { name: 'demo', kind: 'demo', location: DEMO, repoPath: dir });
}

async function remember(deps: Deps, input: Parameters<typeof saveProject>[1]): Promise<ProjectView> {
  const row = await saveProject(deps.db, input);
  const hub = await deps.git.ensureHub({ hub: deps.paths.hub(row.id), repoPath: row.repoPath });
  if (!hub.ok) throw new Error(hub.error.message);
  return toProjectView(row);
}

async function getDetail(deps: Deps, id: string): Promise<ProjectDetail | null> {
  const row: ProjectRow | null = await findProject(deps.db, id);
  if (!row) return null;
  const inspected = await deps.git.inspect(row.repoPath);
  return {
    project: toProjectView(row),
    repository: inspected.ok ? inspected.value : null,
    problem: inspected.ok ? null : inspected.error,
  };
}

function baseName(location: string): string {
  return location.split(/[/\\:]/).findLast((part) => part !== '') ?? location;
}
