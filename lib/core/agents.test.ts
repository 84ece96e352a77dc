import { describe, expect, it } from 'vitest';
import { AGENT_PRESETS, findPreset } from './agents';

describe('AGENT_PRESETS', () => {
  it('names each agent once', () => {
    const names = AGENT_PRESETS.map((preset) => preset.name);
    expect(new Set(names).size).toBe(names.length);
  });
  it.each(AGENT_PRESETS)('$name can be started by its default driver', (preset) => {
    expect(preset[preset.driver]).not.toBeNull();
    expect(preset.install).not.toBe('');
    expect(preset.login).not.toBe('');
  });
  it.each(AGENT_PRESETS)('$name sees no secret of the server', (preset) => {
    const own = preset.passEnv.filter((name) => name === 'DATABASE_URL' || name.startsWith('BAKEOFF_'));
    expect(own).toEqual(preset.name === 'demo' ? ['BAKEOFF_DEMO_SPEED'] : []);
  });
  it.each(AGENT_PRESETS.filter((preset) => preset.acp?.adapter))('$name pins its adapter exactly', (preset) => {
    expect(preset.acp?.adapter?.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
  it('finds a preset by its name only', () => {
    expect(findPreset('claude')?.title).toBe('Claude Code');
    expect(findPreset('toString')).toBeNull();
  });
});
