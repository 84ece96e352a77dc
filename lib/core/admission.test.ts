import { describe, expect, it } from 'vitest';
import { reasonToWait, type HostLoad } from './admission';

const GB = 1024 ** 3;
const idle: HostLoad = { cpus: 4, load: 0.5, memoryBytes: 16 * GB, freeMemoryBytes: 12 * GB };

describe('reasonToWait', () => {
  it('lets a run start on an idle host', () => {
    expect(reasonToWait({ load: idle, active: 3, memoryBytes: null })).toBeNull();
  });
  it('lets one run start whatever the load', () => {
    const busy = { ...idle, load: 900, freeMemoryBytes: 0 };
    expect(reasonToWait({ load: busy, active: 0, memoryBytes: null })).toBeNull();
  });
  it('waits for the processors and says so', () => {
    expect(reasonToWait({ load: { ...idle, load: 40 }, active: 2, memoryBytes: null })).toBe(
      'Waits for the processors: the load is 40.0 on 4 processors. 2 runs work here.',
    );
  });
  it('waits for memory, more of it for a run that may use more', () => {
    const load = { ...idle, freeMemoryBytes: 1.5 * GB };
    expect(reasonToWait({ load, active: 1, memoryBytes: 4 * GB })).toBeNull();
    expect(reasonToWait({ load, active: 1, memoryBytes: 8 * GB })).toBe(
      'Waits for memory: 1.5 GB of 16.0 GB are free. 1 run works here.',
    );
  });
});
