import type { Database } from '@/lib/db/client';
import { sendSignal } from '@/lib/db/signals';
import type { AgentView } from '@/lib/schemas/view';

export async function saveAgents(db: Database, hostId: string, agents: AgentView[]): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await tx.agent.deleteMany({ where: { hostId } });
    await tx.agent.createMany({
      data: agents.map((agent) => ({
        hostId,
        name: agent.name,
        executable: agent.executable,
        version: agent.version,
        status: agent.status,
        detail: agent,
      })),
    });
    await sendSignal(tx, { type: 'agents', id: hostId });
  });
}

export async function listAgents(db: Database, hostId: string): Promise<AgentView[]> {
  const rows = await db.prisma.agent.findMany({ where: { hostId }, select: { detail: true } });
  return rows.map((row) => row.detail as AgentView);
}
