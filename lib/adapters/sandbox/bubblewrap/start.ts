import { randomBytes } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tag } from '@/lib/adapters/process/process-table';
import { bubblewrapArguments } from '@/lib/adapters/sandbox/bubblewrap/arguments';
import { BubblewrapProcess } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-process';
import { hostLayout } from '@/lib/adapters/sandbox/bubblewrap/host-layout';
import { openSandbox, spawnBubblewrap } from '@/lib/adapters/sandbox/bubblewrap/launch';
import { refuseLinks } from '@/lib/adapters/sandbox/bubblewrap/mount-targets';
import { overlayPrefix } from '@/lib/adapters/sandbox/bubblewrap/overlay-mounts';
import { seccompFilter } from '@/lib/adapters/sandbox/bubblewrap/seccomp';
import { startGateway } from '@/lib/adapters/sandbox/gateway/gateway';
import { groupName, placeOf, type ControlGroup } from '@/lib/adapters/sandbox/limits/control-group';
import { createGroup } from '@/lib/adapters/sandbox/limits/limits';
import type { SandboxCommand, SandboxProcess, StartHooks } from '@/lib/adapters/sandbox/sandbox-process';
import { IO_FILES, type BubblewrapPlan } from '@/lib/schemas/launch-plan';
import { RUN_TAG } from '@/lib/schemas/runner';

/** A second tag, so that the end of a command leaves other commands of the same sandbox alone. */
const COMMAND_TAG = 'BAKEOFF_COMMAND_ID';

/** Starts a command in namespaces of its own. Rejects only for what a person has to change; its caller says so. */
export async function startInBubblewrap(
  plan: BubblewrapPlan,
  command: SandboxCommand,
  hooks: StartHooks = {},
): Promise<SandboxProcess> {
  const tag: Tag = { name: COMMAND_TAG, value: randomBytes(8).toString('hex') };
  const tags = { [RUN_TAG]: plan.id, [tag.name]: tag.value };
  const filter = seccompFilter(process.arch);
  const host = await hostLayout();
  const launch = bubblewrapArguments({ plan, command, host, tags, seccomp: filter !== null });
  await refuseLinks(plan);
  const prefix = await overlayPrefix(plan);
  const gateway = plan.gateway && (await startGateway(plan.gateway, hooks));
  let group: ControlGroup | null = null;
  try {
    await preparePlaceholder(plan);
    const owner = { id: plan.id, place: placeOf(path.dirname(path.dirname(plan.io))) };
    group = await createGroup(plan.limitsBy, owner, plan.limits);
    const child = spawnBubblewrap({
      plan,
      launch,
      prefix,
      filter,
      tags,
      scope: `${groupName(owner, Date.now())}.scope`,
    });
    return new BubblewrapProcess({ plan, tag, child, gateway, ...(await openSandbox(child, plan, group)) }).handle();
  } catch (cause) {
    await group?.remove().catch(() => 0);
    await gateway?.close();
    throw cause;
  }
}

/** A socket that lies elsewhere is mounted onto a file, which has to be there. */
async function preparePlaceholder(plan: BubblewrapPlan): Promise<void> {
  const target = path.join(plan.io, IO_FILES.socket);
  if (!plan.gateway || plan.gateway.socket === target) return;
  await access(target).catch(() => writeFile(target, ''));
}
