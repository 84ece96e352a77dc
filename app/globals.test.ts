import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('globals.css', import.meta.url), 'utf8');

const SURFACES = ['canvas', 'subtle', 'hover'];
const TEXTS = ['ink', 'muted', 'faint', 'ok', 'bad', 'warn', 'busy'];
const VARIANTS = Array.from({ length: 11 }, (_, index) => `variant-${String(index)}`);

function tokensOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}', 1)[0]!;
  return new Map([...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each([
  ['light', ':root'],
  ['dark', '.dark'],
])('colours of the %s theme', (_, selector) => {
  const tokens = tokensOf(selector);
  const on = (names: string[]) =>
    names.flatMap((name) =>
      SURFACES.map((surface) => [name, surface, contrast(tokens.get(name)!, tokens.get(surface)!)]),
    );

  it.each(on([...TEXTS, ...VARIANTS]))('%s on %s holds 4.5:1', (_name, _surface, ratio) => {
    expect(ratio).toBeGreaterThanOrEqual(4.5);
  });

  it.each(on(['control', 'focus']))('the edge %s on %s holds 3:1', (_name, _surface, ratio) => {
    expect(ratio).toBeGreaterThanOrEqual(3);
  });

  it('gives each variant a colour of its own', () => {
    expect(new Set(VARIANTS.map((name) => tokens.get(name))).size).toBe(VARIANTS.length);
  });
});
