import type * as acp from '@agentclientprotocol/sdk/unstable';
import { permissionTool, toolKindOf } from '@/lib/adapters/agent/acp/updates';
import type { AgentEvent } from '@/lib/schemas/agent-event';

/** `allow_once` first: an agent may write `allow_always` into the user's settings. */
const GRANT_ORDER: acp.PermissionOptionKind[] = ['allow_once', 'allow_always'];

/** Answers an agent's permission requests: by policy, or by asking the person and waiting. */
export class PermissionDesk {
  private count = 0;
  private readonly waiting = new Map<string, (optionId: string | null) => void>();
  private readonly policy: 'grant' | 'ask';
  private readonly emit: (event: AgentEvent) => void;

  constructor(policy: 'grant' | 'ask', emit: (event: AgentEvent) => void) {
    this.policy = policy;
    this.emit = emit;
  }

  async request(params: acp.RequestPermissionRequest): Promise<acp.RequestPermissionResponse> {
    const id = `permission-${++this.count}`;
    const options = params.options.map((option) => ({ id: option.optionId, name: option.name, kind: option.kind }));
    const kind = toolKindOf(params.toolCall.kind);
    this.emit({ type: 'permission', id, kind, ...permissionTool(params.toolCall), options });
    const granted = GRANT_ORDER.map((wanted) => params.options.find((option) => option.kind === wanted)).find(Boolean);
    const optionId = this.policy === 'grant' ? (granted?.optionId ?? null) : await this.ask(id);
    this.emit({ type: 'permission_answer', id, optionId, by: this.policy === 'grant' ? 'policy' : 'person' });
    if (optionId === null) return { outcome: { outcome: 'cancelled' } };
    return { outcome: { outcome: 'selected', optionId } };
  }

  answer(id: string, optionId: string | null): boolean {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(optionId);
    return resolve !== undefined;
  }

  /** The protocol wants every open request answered before a cancelled turn ends. */
  cancelAll(): void {
    for (const id of this.waiting.keys()) this.answer(id, null);
  }

  private ask(id: string): Promise<string | null> {
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
    });
  }
}
