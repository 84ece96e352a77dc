import type * as acp from '@agentclientprotocol/sdk/unstable';

/**
 * Codex ends a turn normally also when its provider failed and puts the error into its answer. Only a note beside the
 * protocol tells it from a turn that is done; what it says after the note is the error.
 */
export function saysThatTurnBroke(update: acp.SessionUpdate): boolean {
  if (update.sessionUpdate !== 'session_info_update') return false;
  const { _meta: meta } = update;
  const codex = meta?.codex as { threadStatus?: { type?: unknown } | null } | null | undefined;
  return codex?.threadStatus?.type === 'systemError';
}
