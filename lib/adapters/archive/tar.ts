const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** A tar archive of one small file, which is what a build takes. */
export function tarOf(name: string, content: string): Buffer {
  return Buffer.concat([tarEntry({ name, content }), tarEnd()]);
}

/** One file of an archive, with its header. */
export function tarEntry({ name, content, at }: { name: string; content: string; at?: Date }): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  const { prefix, rest } = splitName(name);
  header.write(rest, 0);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(data.length, 12), 124);
  header.write(octal(Math.floor((at?.getTime() ?? 0) / 1000), 12), 136);
  // The sum counts its own field as spaces.
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, data, padding]);
}

export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}

/** A long path is cut at one of its slashes into the two fields that a header has for it. */
function splitName(name: string): { prefix: string; rest: string } {
  if (Buffer.byteLength(name) <= NAME_BYTES) return { prefix: '', rest: name };
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(rest) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX_BYTES) return { prefix, rest };
  }
  throw new Error(`The path ${name} is too long for an archive.`);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
