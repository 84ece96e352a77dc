import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bubblewrapArguments, exportScript, isAtLeast } from '@/lib/adapters/sandbox/bubblewrap/arguments';
import type { HostLayout } from '@/lib/adapters/sandbox/bubblewrap/host-layout';
import type { BubblewrapPlan } from '@/lib/schemas/launch-plan';

const host: HostLayout = {
  folders: ['/usr', '/opt'],
  links: [{ path: '/bin', target: 'usr/bin' }],
  files: ['/etc/localtime', '/etc/ssl/certs'],
  masked: ['/proc/keys'],
  tools: { node: '/usr/bin/node', prlimit: '/usr/bin/prlimit', setpriv: '/usr/bin/setpriv', sh: '/bin/sh' },
  maxFiles: 1024,
};
const plan: BubblewrapPlan = {
  type: 'bubblewrap',
  id: 'a',
  workspace: '/d/sandboxes/a/ws',
  home: '/d/sandboxes/a/home',
  tmp: '/d/sandboxes/a/tmp',
  io: '/d/sandboxes/a/io',
  mounts: [],
  overlays: [],
  limits: { cpus: 1, memoryBytes: 1000, pids: 50, diskBytes: 2048 },
  gateway: null,
  program: '/usr/bin/bwrap',
  version: '0.8.0',
  limitsBy: 'cgroup2',
  dropTo: null,
};
const command = { argv: ['npm', 'test'], cwd: '/workspace', env: { API_KEY: 'secret' } };
const launch = (changed: Partial<BubblewrapPlan> = {}, layout: Partial<HostLayout> = {}) =>
  bubblewrapArguments({
    plan: { ...plan, ...changed },
    command,
    host: { ...host, ...layout },
    tags: { TAG: 'a' },
    seccomp: true,
  });
const has = (args: string[], ...part: string[]): boolean =>
  args.some((_arg, at) => part.every((word, index) => args[at + index] === word));
const root = { dropTo: { uid: 61_000, gid: 61_000 } };
const gateway = { socket: '/tmp/x.sock', policy: { mode: 'agents-only' as const, allow: [] }, upstreams: [] };

describe('the command line', () => {
  it.each([{}, root])('keeps what is secret out of what the host can see', (changed) => {
    expect(launch(changed).argv.join(' ')).not.toContain('secret');
  });
  it('gives up every name space, right and session, for a person', () => {
    const { options, argv, environment } = launch();
    for (const name of ['user', 'ipc', 'pid', 'net', 'uts']) expect(options).toContain(`--unshare-${name}`);
    for (const name of ['--die-with-parent', '--new-session', '--disable-userns']) expect(options).toContain(name);
    expect(has(options, '--cap-drop', 'ALL')).toBe(true);
    expect(options).not.toContain('--cap-add');
    expect(has(options, '--setenv', 'API_KEY', 'secret')).toBe(true);
    expect(environment).toBeNull();
    expect(argv.slice(argv.indexOf('--'))).toEqual([
      '--',
      '/usr/bin/prlimit',
      '--core=0:0',
      '--nofile=1024:1024',
      '--fsize=2048:2048',
      '--',
      'npm',
      'test',
    ]);
  });
  it('becomes somebody else before the environment is set, where the product is root', () => {
    const { options, argv, environment } = launch(root);
    expect(options).not.toContain('--unshare-user');
    expect(options).not.toContain('secret');
    expect(environment).toContain("export API_KEY='secret'\n");
    expect(argv).toEqual(
      expect.arrayContaining([
        '--reuid=61000',
        '--regid=61000',
        '--bounding-set=-all',
        '--no-new-privs',
        '--clear-groups',
      ]),
    );
    expect(argv.indexOf('/bin/sh')).toBeGreaterThan(argv.indexOf('/usr/bin/setpriv'));
    expect(argv.slice(-2)).toEqual(['npm', 'test']);
  });
  it('counts processes in the limits of each only where these are the sandbox’s own', () => {
    expect(launch({ limitsBy: 'rlimit' }).argv).toContain('--nproc=50:50');
    expect(launch({ limitsBy: 'rlimit', ...root }).argv).not.toContain('--nproc=50:50');
    expect(launch().argv).not.toContain('--nproc=50:50');
  });
  it('starts the bridge only where there is a gateway', () => {
    expect(launch().argv).not.toContain('/run/bakeoff/bridge.cjs');
    const { argv, options } = launch({ gateway });
    expect(has(argv, '/usr/bin/node', '/run/bakeoff/bridge.cjs', '/run/bakeoff/gateway.sock')).toBe(true);
    const fast = launch({ gateway, python: '/usr/bin/python3' }).argv;
    expect(has(fast, '/usr/bin/python3', '-I', '-S', '/run/bakeoff/bridge.py', '/run/bakeoff/gateway.sock')).toBe(true);
    expect(has(options, '--ro-bind', '/tmp/x.sock', '/run/bakeoff/gateway.sock')).toBe(true);
  });
  it('makes everything but the sandbox’s own folders read-only', () => {
    const { options } = launch();
    const writable = options.flatMap((arg, at) => (arg === '--bind' ? [options[at + 2]] : []));
    expect(writable).toEqual(['/tmp', '/home/agent', '/workspace']);
    expect(has(options, '--ro-bind', '/usr', '/usr')).toBe(true);
    expect(has(options, '--remount-ro', '/')).toBe(true);
  });
  it('shows a Node.js outside of the system’s folders, alone', () => {
    const tools = { ...host.tools, node: '/home/me/.nvm/v22/bin/node' };
    expect(has(launch({}, { tools }).options, '--ro-bind', tools.node, tools.node)).toBe(true);
    expect(has(launch().options, '--ro-bind', '/usr/bin/node')).toBe(false);
  });
  it('hides a data folder that lies in a folder of the system', () => {
    const io = '/opt/bakeoff/sandboxes/a/io';
    expect(has(launch({ io }).options, '--tmpfs', '/opt/bakeoff')).toBe(true);
    expect(has(launch().options, '--tmpfs', '/d')).toBe(false);
  });
  it('makes no folder behind what the sandbox could have made a link', () => {
    const mount = (target: string) => launch({ mounts: [{ source: '/s', target, mode: 'ro' }] }).options;
    expect(has(mount('/workspace/a/b'), '--dir', '/workspace/a')).toBe(false);
    expect(has(mount('/srv/a/b'), '--dir', '/srv/a')).toBe(true);
  });
  it('mounts overlays itself where it can', () => {
    const overlays = [{ lower: '/l', upper: '/u', work: '/w', target: '/workspace/deps' }];
    const own = ['--overlay-src', '/l', '--overlay', '/u', '/w', '/workspace/deps'];
    expect(has(launch({ overlays, version: '0.11.0' }).options, ...own)).toBe(true);
    expect(has(launch({ overlays }).options, '--bind', '/u.merged', '/workspace/deps')).toBe(true);
  });
});

it('exports any value as it is, and no name that a shell would trip over', async () => {
  const env = { A: 'it\'s $(x) `y` "z" \\ \n end', B: '', 'no-name': '1', UID: '5', IFS: 'x', BASH_ENV: '/x' };
  const script = `${exportScript(env)}printf %s "$A|$B"; env`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env: { PATH: '/usr/bin:/bin' } as never });
  expect(stdout.startsWith(`${env.A}|`)).toBe(true);
  for (const name of ['no-name=', 'UID=', 'IFS=', 'BASH_ENV=']) expect(stdout).not.toContain(name);
});
it.each([
  ['0.8.0', '0.8.0', true],
  ['0.11.0', '0.8.0', true],
  ['0.8', '0.8.0', false],
  ['0.6.2', '0.8.0', false],
])('compares version %s with %s', (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});
