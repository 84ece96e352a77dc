/** Where things lie in the data folder. The one place that knows. */
import path from 'node:path';
import { dataHome } from '@/lib/env';

export type HomePaths = ReturnType<typeof homePaths>;

export function homePaths(home: string = dataHome()) {
  return {
    home,
    postgres: path.join(home, 'postgres'),
    /** Bare repositories of the product, one a project. */
    hub: (projectId: string): string => path.join(home, 'hubs', `${projectId}.git`),
    hubs: path.join(home, 'hubs'),
    /** Frozen checkouts and what set-up made of them; may be removed whenever nothing uses it. */
    cache: path.join(home, 'cache'),
    /** Clones of projects that came from a URL, and the demo. */
    clone: (projectId: string): string => path.join(home, 'clones', projectId),
    clones: path.join(home, 'clones'),
    /** One folder a sandbox: runner files and the checkout. */
    sandboxes: path.join(home, 'sandboxes'),
    sandbox: (id: string): string => path.join(home, 'sandboxes', id),
    /** What each run was asked, did and used, as JSON: a folder an experiment. */
    traces: path.join(home, 'traces'),
    tracesOf: (experimentId: string): string => path.join(home, 'traces', experimentId),
    /** ACP adapters at exact versions. */
    adapters: path.join(home, 'adapters'),
    /** The person's own templates, a file each. */
    templates: path.join(home, 'templates'),
    token: path.join(home, 'token'),
    /** What `bakeoff up` says of itself: pid, port. */
    state: path.join(home, 'up.json'),
    hostId: path.join(home, 'host-id'),
    logs: path.join(home, 'logs'),
  };
}
