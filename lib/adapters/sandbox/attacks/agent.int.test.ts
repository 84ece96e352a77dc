/**
 * What an agent may try against the host. Each attack has its control: on a host that nothing protects, which is what the
 * process provider is, the same script succeeds.
 */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ATTACKS, type Need } from './agent-attacks';
import { makeWorld, type World } from './world';

const isRoot = process.getuid?.() === 0;
const NEEDS: Record<Need, (world: World) => boolean> = {
  root: () => isRoot,
  'control groups 1': () => isRoot && existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes'),
  '/proc/kcore': () => isRoot && existsSync('/proc/kcore'),
  '/proc/sysrq-trigger': () => isRoot && existsSync('/proc/sysrq-trigger'),
  '/proc/keys': () => isRoot && existsSync('/proc/keys'),
  'host address': (world) => world.addresses.length > 0,
};
/** Both engines are given the same options, so a few show that podman heeds them. */
const ON_PODMAN =
  /neighbour$|key in|borrows|shows it$|user namespace|^mounts|owner’s rights|engine|loopback|environments/;

it('is more than forty attacks', () => expect(ATTACKS.length).toBeGreaterThan(40));

describe.each(['process', 'bubblewrap', 'docker', 'podman'] as const)('%s: an agent', (name) => {
  let world: World | null = null;
  beforeAll(async () => {
    world = await makeWorld(name);
  }, 120_000);
  beforeEach((test) => {
    if (!world) test.skip(`${name} is not available here`);
  });
  afterAll(async () => world?.end());

  const fit = ATTACKS.filter((attack) => {
    if (attack.only) return name === 'process' || name === attack.only;
    return name !== 'podman' || ON_PODMAN.test(attack.name);
  });
  const cases = fit.map((attack) => [attack.name, attack] as const);
  it.each(cases)('%s: in vain, unless nothing holds it', async (_name, attack) => {
    if (!world) return;
    const control = name === 'process';
    if (control && attack.needs && !NEEDS[attack.needs](world)) return;
    expect(await world.attack(attack.script(world))).toBe(control);
  });
});
