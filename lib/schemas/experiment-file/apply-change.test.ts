import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { writeChange } from '@/lib/core/error-help/words';
import { CHANGE_FIELDS, type ExperimentChange } from '@/lib/core/error-help/types';
import { applyChange, parseChange } from './apply-change';

const FILE = `# Kept.
task: x
limits: { timeout: 15m } # also kept
variants:
  - { id: a, agent: demo }
  - { id: b, agent: demo, limits: { timeout: 1m } }
`;

const change = (field: ExperimentChange['field'], value: string, variant: string | null = null): ExperimentChange => ({
  field,
  value,
  variant,
});

describe('applyChange', () => {
  it('changes one value and keeps the rest of the text', () => {
    const text = applyChange(FILE, change('timeout', '30m'));
    expect(text).toBe(FILE.replace('timeout: 15m', 'timeout: 30m'));
  });

  it('changes the own limit of a variant', () => {
    const parsed = parseExperimentFile(applyChange(FILE, change('timeout', '2m', 'b')));
    expect(parsed).toMatchObject({
      ok: true,
      spec: { limits: { timeoutMs: 900_000 }, variants: [{}, { limits: { timeoutMs: 120_000 } }] },
    });
  });

  it('finds a variant of a later stage', () => {
    const staged = `${FILE}stages:\n  - { name: next, variants: [{ id: z, agent: demo }] }\n`;
    expect(applyChange(staged, change('idle', '9m', 'z'))).toContain('limits: { idle: 9m }');
  });

  it('leaves the text as it is where the variant is not in it', () => {
    expect(applyChange(FILE, change('timeout', '2m', 'nobody'))).toBe(FILE);
  });

  it.each(CHANGE_FIELDS)('writes %s so that the file stays valid', (field) => {
    const size = ['memory', 'disk'].includes(field);
    const time = ['timeout', 'idle', 'setupTimeout'].includes(field);
    const text = applyChange(
      FILE,
      change(field, size ? '8g' : time ? '30m' : '20'.slice(0, field === 'retries' ? 1 : 2)),
    );
    expect(parseExperimentFile(text)).toMatchObject({ ok: true });
    expect(text).not.toBe(FILE);
  });
});

describe('a change in an address', () => {
  it.each([change('memory', '8g'), change('timeout', '30m', 'b'), change('retries', '2')])(
    'comes back as it was',
    (one) => {
      expect(parseChange(writeChange(one))).toEqual(one);
    },
  );

  it.each([
    '',
    'memory',
    'project:/etc',
    'memory:rm -rf',
    'timeout:30m; x',
    'toString:1',
    `memory:8g:${'v'.repeat(201)}`,
  ])('is refused where it is none: %j', (text) => {
    expect(parseChange(text)).toBeNull();
  });
});
