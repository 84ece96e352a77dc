/**
 * A filter of system calls as a program of the kernel's classic BPF: what root inside a user namespace, or a bug of the
 * kernel in a rarely used corner, could be reached by. Pure; a few dozen instructions do not earn a library.
 */

export type Architecture = 'x64' | 'arm64';

type Instruction = { code: number; jt: number; jf: number; k: number };

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff_0000;
const KILL_PROCESS = 0x8000_0000;
const errno = (code: number): number => 0x0005_0000 + code;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);

/** Offsets in the kernel's `struct seccomp_data`; the low half of an argument comes first on both architectures. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number): number => 16 + 8 * index;

const AUDIT = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
/** The kernel takes 64-bit programs' calls with this bit as calls of another table (x32). */
const X32_BIT = 0x4000_0000;

/** Every namespace flag: user, mount, pid, net, ipc, uts, cgroup, time. */
export const NAMESPACES =
  0x1000_0000 | 0x0002_0000 | 0x2000_0000 | 0x4000_0000 | 0x0800_0000 | 0x0400_0000 | 0x0200_0000;
const NAMESPACE_TIME = 0x80;

const AF = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
const NETLINK_ROUTE = 0;
/** Puts characters into a terminal's input as if typed. */
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

type Table = Record<string, { x64: number | null; arm64: number | null }>;

/** Refused with EPERM. Null: the architecture has no such call. */
export const REFUSED: Table = {
  mount: { x64: 165, arm64: 40 },
  umount2: { x64: 166, arm64: 39 },
  pivot_root: { x64: 155, arm64: 41 },
  chroot: { x64: 161, arm64: 51 },
  open_tree: { x64: 428, arm64: 428 },
  move_mount: { x64: 429, arm64: 429 },
  fsopen: { x64: 430, arm64: 430 },
  fsconfig: { x64: 431, arm64: 431 },
  fsmount: { x64: 432, arm64: 432 },
  fspick: { x64: 433, arm64: 433 },
  mount_setattr: { x64: 442, arm64: 442 },
  setns: { x64: 308, arm64: 268 },
  add_key: { x64: 248, arm64: 217 },
  request_key: { x64: 249, arm64: 218 },
  keyctl: { x64: 250, arm64: 219 },
  bpf: { x64: 321, arm64: 280 },
  perf_event_open: { x64: 298, arm64: 241 },
  userfaultfd: { x64: 323, arm64: 282 },
  kexec_load: { x64: 246, arm64: 104 },
  kexec_file_load: { x64: 320, arm64: 294 },
  init_module: { x64: 175, arm64: 105 },
  finit_module: { x64: 313, arm64: 273 },
  delete_module: { x64: 176, arm64: 106 },
  create_module: { x64: 174, arm64: null },
  open_by_handle_at: { x64: 304, arm64: 265 },
  swapon: { x64: 167, arm64: 224 },
  swapoff: { x64: 168, arm64: 225 },
  reboot: { x64: 169, arm64: 142 },
  acct: { x64: 163, arm64: 89 },
  quotactl: { x64: 179, arm64: 60 },
  quotactl_fd: { x64: 443, arm64: 443 },
  settimeofday: { x64: 164, arm64: 170 },
  clock_settime: { x64: 227, arm64: 112 },
  clock_adjtime: { x64: 305, arm64: 266 },
  adjtimex: { x64: 159, arm64: 171 },
  syslog: { x64: 103, arm64: 116 },
  vhangup: { x64: 153, arm64: 58 },
  iopl: { x64: 172, arm64: null },
  ioperm: { x64: 173, arm64: null },
  modify_ldt: { x64: 154, arm64: null },
  uselib: { x64: 134, arm64: null },
  lookup_dcookie: { x64: 212, arm64: 18 },
  kcmp: { x64: 312, arm64: 272 },
  fanotify_init: { x64: 300, arm64: 262 },
  move_pages: { x64: 279, arm64: 239 },
  mbind: { x64: 237, arm64: 235 },
  set_mempolicy: { x64: 238, arm64: 237 },
};

/** Answered as by an older kernel, so that libraries take the older way, whose arguments can be looked at. */
export const UNKNOWN: Table = {
  clone3: { x64: 435, arm64: 435 },
  io_uring_setup: { x64: 425, arm64: 425 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
};

const CLONE = { x64: 56, arm64: 220 };
const UNSHARE = { x64: 272, arm64: 97 };
const IOCTL = { x64: 16, arm64: 29 };
const SOCKET = { x64: 41, arm64: 198 };
const SOCKETPAIR = { x64: 53, arm64: 199 };

const load = (offset: number): Instruction => ({ code: LOAD_WORD, jt: 0, jf: 0, k: offset });
const answer = (value: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k: value });
/** Passes over `count` instructions unless the loaded word equals `value`. */
const unless = (value: number, count: number): Instruction => ({ code: JUMP_EQUAL, jt: 0, jf: count, k: value });
const unlessAnyBit = (bits: number, count: number): Instruction => ({ code: JUMP_ANY_BIT, jt: 0, jf: count, k: bits });
const whenEqual = (value: number, count: number): Instruction => ({ code: JUMP_EQUAL, jt: count, jf: 0, k: value });

/** What follows is done for this call only; it must end in an answer, since the word loaded is no longer the number. */
function forCall(number: number, body: Instruction[]): Instruction[] {
  return [unless(number, body.length), ...body];
}

function refuse(table: Table, architecture: Architecture, value: number): Instruction[] {
  return Object.values(table).flatMap((numbers) => {
    const number = numbers[architecture];
    return number === null ? [] : forCall(number, [answer(value)]);
  });
}

function instructions(architecture: Architecture): Instruction[] {
  const noNamespace = (bits: number): Instruction[] => [
    load(argument(0)),
    unlessAnyBit(bits >>> 0, 1),
    answer(EPERM),
    answer(ALLOW),
  ];
  const noTyping = [
    load(argument(1)),
    unless(TIOCSTI, 1),
    answer(EPERM),
    unless(TIOCLINUX, 1),
    answer(EPERM),
    answer(ALLOW),
  ];
  const usualFamilies = [
    load(argument(0)),
    ...[AF.unix, AF.inet, AF.inet6].flatMap((family) => [unless(family, 1), answer(ALLOW)]),
    whenEqual(AF.netlink, 1),
    answer(EAFNOSUPPORT),
    load(argument(2)),
    whenEqual(NETLINK_ROUTE, 1),
    answer(EAFNOSUPPORT),
    answer(ALLOW),
  ];
  return [
    load(ARCHITECTURE),
    whenEqual(AUDIT[architecture], 1),
    answer(KILL_PROCESS),
    load(NUMBER),
    ...(architecture === 'x64' ? [{ code: JUMP_AT_LEAST, jt: 0, jf: 1, k: X32_BIT }, answer(ENOSYS)] : []),
    ...refuse(UNKNOWN, architecture, ENOSYS),
    ...refuse(REFUSED, architecture, EPERM),
    // In `clone` the bits below 0x100 are the signal sent at the end, so the time namespace can't be asked for.
    ...forCall(CLONE[architecture], noNamespace(NAMESPACES)),
    ...forCall(UNSHARE[architecture], noNamespace(NAMESPACES | NAMESPACE_TIME)),
    ...forCall(IOCTL[architecture], noTyping),
    ...forCall(SOCKET[architecture], usualFamilies),
    ...forCall(SOCKETPAIR[architecture], usualFamilies),
    answer(ALLOW),
  ];
}

/** The program as the kernel reads it; null for an architecture whose numbers are not known here. */
export function seccompFilter(architecture: string): Buffer | null {
  if (architecture !== 'x64' && architecture !== 'arm64') return null;
  const program = instructions(architecture);
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  }
  return bytes;
}
