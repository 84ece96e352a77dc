/** An id that no account of a usual system has, so that what runs in a sandbox is nobody to the host. */
const SANDBOX_ID = 61_000;

export type Owner = { uid: number; gid: number };

/** Whom sandboxed files belong to and sandboxed programs run as. Null: whoever runs the product, who is not root. */
export function sandboxOwner(): Owner | null {
  return process.getuid?.() === 0 ? { uid: SANDBOX_ID, gid: SANDBOX_ID } : null;
}
