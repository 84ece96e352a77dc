import { describe, expect, it } from 'vitest';
import { DEMO_APPROACHES, demoProjectFiles, findDemoApproach } from './demo-project';

describe('the demo project', () => {
  it('is a small Node project without dependencies', () => {
    const files = new Map(demoProjectFiles().map(({ path, text }) => [path, text]));
    const manifest = JSON.parse(files.get('package.json') ?? '') as Record<string, unknown>;
    expect(manifest).toMatchObject({ scripts: { test: 'node --test' } });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(files.has('src/overlaps.mjs')).toBe(true);
    expect([...files.keys()].filter((path) => path.startsWith('/') || path.includes('..'))).toEqual([]);
  });
  it('has three approaches that leave three different projects', () => {
    const results = DEMO_APPROACHES.map(({ files }) => JSON.stringify(files));
    expect(new Set(results).size).toBe(3);
    for (const { files } of DEMO_APPROACHES) {
      for (const file of files) expect(demoProjectFiles()).not.toContainEqual(file);
    }
  });
  it.each(DEMO_APPROACHES)('recognises $id in a prompt, however it is written', ({ id, approach }) => {
    expect(findDemoApproach(`# Task\n\nFix it.\n\n# Approach\n\n${approach.toUpperCase()}`).id).toBe(id);
  });
  it('goes the careful way where no approach is known', () => {
    expect(findDemoApproach('Fix it.').id).toBe('sweep');
  });
});
