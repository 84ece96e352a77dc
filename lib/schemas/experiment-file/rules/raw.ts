/** The file as it was typed, as far as it has the right shape: whatever has not is somebody else's problem. */
import type { FilePath } from '../document';
import { nearest } from '../nearest';
import type { Finding } from '../problems';

export type Raw = Record<string, unknown>;

export type RawVariant = {
  raw: Raw;
  path: FilePath;
  /** Null where it has none that is text. */
  id: string | null;
  dependsOn: { id: string; path: FilePath }[];
};

export type RawStage = {
  /** Null where it has none that is text. */
  name: string | null;
  raw: Raw;
  path: FilePath;
  strategy: string;
  variants: RawVariant[];
};

export function finding(path: FilePath, says: string): Finding {
  return { path, says, about: 'value' };
}

export function rawOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function rawsOf(value: unknown): Raw[] {
  return listOf(value).map((entry) => rawOf(entry) ?? {});
}

/** `main`, which is the file itself, and those under `stages`. */
export function stagesOf(file: Raw): RawStage[] {
  const main = { raw: file, path: [] as FilePath, name: 'main' };
  const later = rawsOf(file.stages).map((raw, index) => ({
    raw,
    path: ['stages', index] as FilePath,
    name: typeof raw.name === 'string' ? raw.name : null,
  }));
  return [main, ...later].map((stage) => ({
    ...stage,
    strategy: strategyOf(stage.raw),
    variants: rawsOf(stage.raw.variants).map((raw, index) => variantOf(raw, [...stage.path, 'variants', index])),
  }));
}

function strategyOf(stage: Raw): string {
  const type = rawOf(stage.strategy)?.type ?? stage.strategy;
  return typeof type === 'string' ? type : 'parallel';
}

function variantOf(raw: Raw, path: FilePath): RawVariant {
  const dependsOn = listOf(raw.dependsOn).flatMap((id, index) =>
    typeof id === 'string' ? [{ id, path: [...path, 'dependsOn', index] }] : [],
  );
  return { raw, path, id: typeof raw.id === 'string' ? raw.id : null, dependsOn };
}

/** "did you mean api?", or the first of all that are known. */
export function adviceOf(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  if (guess !== null) return `did you mean ${guess}?`;
  if (known.length === 0) return 'there is none';
  const shown = known.slice(0, 10).join(', ');
  return `known are ${shown}${known.length > 10 ? ` and ${known.length - 10} more` : ''}`;
}
