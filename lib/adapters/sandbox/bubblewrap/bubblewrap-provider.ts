import path from 'node:path';
import { sweepTag } from '@/lib/adapters/process/sweep';
import { writeOwnEtc } from '@/lib/adapters/sandbox/bubblewrap/own-etc';
import { describeInspection, inspectBubblewrap, type BubblewrapFacts } from '@/lib/adapters/sandbox/bubblewrap/probe';
import { sandboxEnvironment } from '@/lib/adapters/sandbox/environment';
import { exists, FOLDERS } from '@/lib/adapters/sandbox/folders';
import { newSocketPath } from '@/lib/adapters/sandbox/gateway/gateway-socket';
import { placeOf, type GroupOwner } from '@/lib/adapters/sandbox/limits/control-group';
import { killGroups, removeGroups, sandboxesWithGroups } from '@/lib/adapters/sandbox/limits/limits';
import { sandboxOwner } from '@/lib/adapters/sandbox/owner';
import type { PlanRequest, SandboxProvider, SandboxRef } from '@/lib/core/ports';
import { hostEnvironment } from '@/lib/env';
import type { HomePaths } from '@/lib/paths';
import { INSIDE, IO_FILES, type BubblewrapPlan } from '@/lib/schemas/launch-plan';
import { RUN_TAG } from '@/lib/schemas/runner';

type Input = { paths: Pick<HomePaths, 'sandboxes'> };

/** Sandboxes that are namespaces of the kernel: the host's programs, and nothing else of it. */
export function createBubblewrapProvider(input: Input): SandboxProvider<BubblewrapPlan> {
  const place = placeOf(input.paths.sandboxes);
  const groups = (id: string): GroupOwner => ({ id, place });
  let known: Promise<BubblewrapFacts> | null = null;
  const facts = (): Promise<BubblewrapFacts> => {
    known ??= readFacts();
    // What did not work may have been put right by the next time.
    known.catch(() => (known = null));
    return known;
  };
  const sweep = async (id: string): Promise<number> => {
    const killed = await killGroups(groups(id));
    return killed + (await sweepTag(id));
  };
  return {
    name: 'bubblewrap',
    probe: async () => {
      const inspection = await inspectBubblewrap();
      known = inspection.ok ? Promise.resolve(inspection.facts) : null;
      return describeInspection(inspection, sandboxOwner() === null);
    },
    owner: sandboxOwner,
    environment,
    plan: async (ref, request) => planOf(ref, request, await facts()),
    sweep,
    release: async (id) => {
      await sweep(id);
      await removeGroups(groups(id));
    },
    leftovers: () => sandboxesWithGroups(place),
  };
}

async function readFacts(): Promise<BubblewrapFacts> {
  const inspection = await inspectBubblewrap();
  if (!inspection.ok) throw new Error(`${inspection.reason} ${inspection.remedy}`);
  return inspection.facts;
}

function environment(ref: SandboxRef, extra: Record<string, string>, passEnv: string[]): Record<string, string> {
  const host = hostEnvironment();
  // The folders of the person's PATH may be shown inside; the rest of the account stays outside.
  const outside = sandboxEnvironment({ host, tmp: INSIDE.tmp, passEnv, extra });
  const account = { HOME: INSIDE.home, USER: 'agent', LOGNAME: 'agent', SHELL: '/bin/sh', TMPDIR: INSIDE.tmp };
  return { ...outside, ...account, ...extra, PATH: outside.PATH ?? '/usr/bin:/bin', [RUN_TAG]: ref.id };
}

async function planOf(ref: SandboxRef, request: PlanRequest, facts: BubblewrapFacts): Promise<BubblewrapPlan> {
  const io = path.join(ref.runDir, FOLDERS.io);
  const dropTo = sandboxOwner();
  await writeOwnEtc(io, dropTo);
  return {
    type: 'bubblewrap',
    id: ref.id,
    workspace: ref.workspace,
    home: path.join(ref.runDir, FOLDERS.home),
    tmp: path.join(ref.runDir, FOLDERS.tmp),
    io,
    mounts: request.mounts,
    overlays: [],
    limits: request.limits,
    gateway: request.network && { socket: newSocketPath(ref.runDir), ...request.network },
    ...facts,
    // A sandbox of an earlier version has only the bridge for Node.js.
    python: (await exists(path.join(io, IO_FILES.bridgeForPython))) ? facts.python : null,
    dropTo,
  };
}
