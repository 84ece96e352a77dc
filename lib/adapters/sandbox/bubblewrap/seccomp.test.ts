import { describe, expect, it } from 'vitest';
import { REFUSED, seccompFilter, UNKNOWN, type Architecture } from '@/lib/adapters/sandbox/bubblewrap/seccomp';

const ARCH = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
const ALLOW = 'allow';

/** Runs the filter as the kernel does. */
function answer(architecture: Architecture, number: number, args: number[] = []): string {
  return answerAs(architecture, ARCH[architecture], [number, ...args]);
}

function answerAs(architecture: Architecture, arch: number, [number = 0, ...args]: number[]): string {
  const filter = seccompFilter(architecture) ?? Buffer.alloc(0);
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(arch, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * index);
  let loaded = 0;
  for (let at = 0; at * 8 < filter.length; at += 1) {
    const code = filter.readUInt16LE(at * 8);
    const [jt, jf] = [filter.readUInt8(at * 8 + 2), filter.readUInt8(at * 8 + 3)];
    const k = filter.readUInt32LE(at * 8 + 4);
    if (code === 0x20) loaded = data.readUInt32LE(k);
    else if (code === 0x15) at += loaded === k ? jt : jf;
    else if (code === 0x35) at += loaded >= k ? jt : jf;
    else if (code === 0x45) at += (loaded & k) !== 0 ? jt : jf;
    else if (code === 0x06) {
      if (k === 0x7fff_0000) return ALLOW;
      return k === 0x8000_0000 ? 'kill' : `errno ${k - 0x0005_0000}`;
    } else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('ran past its end');
}

describe.each(['x64', 'arm64'] as const)('the filter for %s', (architecture) => {
  const number = (x64: number, arm64: number): number => (architecture === 'x64' ? x64 : arm64);
  const clone = number(56, 220);
  const unshare = number(272, 97);
  const socket = number(41, 198);

  it('refuses what is listed and nothing beside it', () => {
    const all = (table: typeof REFUSED): number[] =>
      Object.values(table).flatMap((numbers) => numbers[architecture] ?? []);
    for (const call of all(REFUSED)) expect(answer(architecture, call)).toBe('errno 1');
    for (const call of all(UNKNOWN)) expect(answer(architecture, call)).toBe('errno 38');
    const special = new Set([...all(REFUSED), ...all(UNKNOWN), clone, unshare, socket, number(53, 199)]);
    const rest = Array.from({ length: 470 }, (_none, call) => call).filter((call) => !special.has(call));
    expect(rest.filter((call) => answer(architecture, call) !== ALLOW)).toEqual([]);
  });
  it('lets processes and threads start, but no namespace', () => {
    expect(answer(architecture, clone, [17])).toBe(ALLOW);
    expect(answer(architecture, clone, [0x3d0f00])).toBe(ALLOW);
    expect(answer(architecture, clone, [0x1000_0000 | 17])).toBe('errno 1');
    for (const flag of [0x1000_0000, 0x2_0000, 0x4000_0000, 0x80]) {
      expect(answer(architecture, unshare, [flag])).toBe('errno 1');
    }
    expect(answer(architecture, unshare, [0x400])).toBe(ALLOW);
  });
  it('lets no terminal be typed into', () => {
    const ioctl = number(16, 29);
    expect(answer(architecture, ioctl, [0, 0x5412])).toBe('errno 1');
    // The kernel looks at the low half only, so a high half must not help.
    expect(answer(architecture, ioctl, [0, 0x5412 + 2 ** 40])).toBe('errno 1');
    expect(answer(architecture, ioctl, [0, 0x541c])).toBe('errno 1');
    expect(answer(architecture, ioctl, [0, 0x5413])).toBe(ALLOW);
  });
  it('opens sockets of the usual families only', () => {
    for (const family of [1, 2, 10]) expect(answer(architecture, socket, [family, 1, 6])).toBe(ALLOW);
    expect(answer(architecture, socket, [16, 3, 0])).toBe(ALLOW);
    expect(answer(architecture, socket, [16, 3, 12])).toBe('errno 97');
    for (const family of [17, 38, 40, 44]) expect(answer(architecture, socket, [family, 3, 0])).toBe('errno 97');
  });
  it('ends a program of another architecture', () => {
    expect(answerAs(architecture, 0x4000_0003, [1])).toBe('kill');
  });
});

it('knows the second table of calls that 64-bit Intel kernels have', () => {
  expect(answer('x64', 0x4000_0000 + 165)).toBe('errno 38');
});
it('has none for an architecture it does not know', () => {
  expect(seccompFilter('riscv64')).toBeNull();
});
