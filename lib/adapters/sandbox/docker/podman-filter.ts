import { NAMESPACES, REFUSED, UNKNOWN } from '@/lib/adapters/sandbox/bubblewrap/seccomp';

/** Below `io`; podman reads it itself when it makes the container. */
export const FILTER_FILE = 'seccomp.json';

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
/** The families beyond it are raw packets, virtual machines' and others that no tool needs. */
const LAST_USUAL_FAMILY = 16;

type Rule = {
  names: string[];
  action: 'SCMP_ACT_ERRNO';
  errnoRet: number;
  args?: { index: number; value: number; valueTwo?: number; op: string }[];
};

/**
 * podman's own filter lets a container make user namespaces and mount in them, which Docker's refuses. So it is given
 * what bubblewrap is, as an OCI profile.
 */
export function podmanFilter(): string {
  const flags = Array.from({ length: 32 }, (_none, bit) => 2 ** bit).filter(
    (flag) => ((NAMESPACES >>> 0) & flag) !== 0,
  );
  const syscalls = [
    refuse(Object.keys(REFUSED), EPERM),
    refuse(Object.keys(UNKNOWN), ENOSYS),
    // Any one of the flags: masked with itself alone, each is a rule of its own.
    ...flags.map((flag) =>
      refuse(['clone', 'unshare'], EPERM, [{ index: 0, value: flag, valueTwo: flag, op: 'SCMP_CMP_MASKED_EQ' }]),
    ),
    refuse(['socket', 'socketpair'], EAFNOSUPPORT, [{ index: 0, value: LAST_USUAL_FAMILY, op: 'SCMP_CMP_GT' }]),
  ];
  return JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls });
}

function refuse(names: string[], errnoRet: number, args?: Rule['args']): Rule {
  return { names, action: 'SCMP_ACT_ERRNO', errnoRet, ...(args ? { args } : {}) };
}
