export type LfsPointer = { sha256: string; sizeBytes: number };

export function parseLfsPointer(text: string): LfsPointer | null {
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return null;
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return sha256 && size ? { sha256, sizeBytes: Number(size) } : null;
}

/** Whether a `.gitattributes` file sends any path through Git LFS. */
export function mentionsLfs(attributes: string): boolean {
  return /^[^#\n]*\sfilter=lfs(?:\s|$)/m.test(attributes);
}
