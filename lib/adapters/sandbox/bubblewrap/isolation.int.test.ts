import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { runToEnd, testSandbox, type TestSandbox } from '@/lib/adapters/sandbox/bubblewrap/test-sandbox';
import { findTagged } from '@/lib/adapters/process/process-table';
import { RUN_TAG } from '@/lib/schemas/runner';

const probe = await createBubblewrapProvider({ paths: { sandboxes: '/nowhere' } }).probe();
const skip = !probe.ok && process.env.CI !== 'true';

let box: TestSandbox;
let servers: Server[];
beforeEach(async () => {
  box = await testSandbox('isolation');
  servers = [];
});
afterEach(async () => {
  await box.end();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  expect(await box.provider.leftovers()).toEqual([]);
});

async function listen(at: number | string): Promise<Server> {
  const server = createServer((socket) => socket.end('HOST'));
  servers.push(server);
  await new Promise<void>((resolve) =>
    typeof at === 'number' ? server.listen(at, '127.0.0.1', resolve) : server.listen(at, resolve),
  );
  return server;
}

const node = (script: string): string[] => [process.execPath, '-e', script];

describe.skipIf(skip)('files', () => {
  it('lets the checkout, the home and the folder for temporary files be written, and nothing else', async () => {
    const script =
      'for d in /workspace ~ /tmp /var/tmp /dev/shm / /etc /usr /opt /run /run/bakeoff /dev /proc/sys/kernel/core_pattern;' +
      ' do if [ -f $d ]; then f=$d; else f=$d/x; fi; (echo y > $f) 2>/dev/null && echo $d; done; true';
    const { stdout } = await box.run(script);
    expect(stdout.trim().split('\n')).toEqual(['/workspace', '/home/agent', '/tmp', '/var/tmp', '/dev/shm']);
    expect(await readFile(path.join(box.ref.workspace, 'x'), 'utf8')).toBe('y\n');
  });
  it('shows neither the person’s home, nor the data folder, nor the host’s users and sockets', async () => {
    const home = process.env.HOME ?? '/root';
    const names = [
      home,
      path.dirname(box.ref.runDir),
      '/sys',
      '/run/docker.sock',
      '/var/run/docker.sock',
      '/mnt',
      '/srv',
      '/root',
      '/boot',
      '/etc/shadow',
      '/etc/ssh',
      '/etc/docker',
      '/run/user',
      '/run/dbus',
    ];
    const { stdout: seen } = await box.run(`for f in ${names.join(' ')}; do [ -e $f ] && echo $f; done; true`);
    expect(seen).toBe('');
    expect((await box.run('cut -d: -f1 /etc/passwd')).stdout).toBe('root\nagent\nnobody\n');
    expect((await box.run('id -un; hostname; echo ~')).stdout).toBe('agent\nbakeoff\n/home/agent\n');
  });
  it('lets a mount be read and not written, at the path it is given', async () => {
    const source = path.join(path.dirname(path.dirname(box.ref.runDir)), 'objects');
    await mkdir(source);
    await writeFile(path.join(source, 'a'), 'one');
    const mounts = [{ source, target: source, mode: 'ro' as const }];
    const done = await box.run(`cat ${source}/a; echo two > ${source}/a; rm ${source}/a`, { mounts });
    expect(done.stdout).toBe('one');
    expect(await readFile(path.join(source, 'a'), 'utf8')).toBe('one');
  });
  it('follows a link out of the checkout only inside', async () => {
    const secret = path.join(path.dirname(path.dirname(box.ref.runDir)), 'secret');
    await writeFile(secret, 'SECRET');
    await symlink(secret, path.join(box.ref.workspace, 'leak'));
    const done = await box.run('cat leak');
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toBe('');
  });
  it('starts nothing whose mounts would lead through a link that the sandbox made', async () => {
    const victim = path.join(path.dirname(path.dirname(box.ref.runDir)), 'victim');
    await mkdir(victim);
    await symlink(`/oldroot${victim}`, path.join(box.ref.runDir, 'home', '.agent'));
    const mounts = [{ source: '/etc/os-release', target: '/home/agent/.agent/login.json', mode: 'ro' as const }];
    await expect(box.run('true', { mounts })).rejects.toThrow('is a link');
    expect(await readdir(victim)).toEqual([]);
  });
  it('hands on no open folder that the product was itself given', async () => {
    const script =
      'for f in /proc/$$/fd/*; do case $(readlink $f) in /|/home*|/root*|/work*|/tmp*) echo leak $f;; esac; done';
    expect((await box.run(script)).stdout).toBe('');
  });
});

describe.skipIf(skip)('privileges', () => {
  it('keeps none', async () => {
    const { stdout } = await box.run("grep -hE '^(Cap|NoNewPrivs|Seccomp:|Uid|Groups)' /proc/self/status");
    for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(stdout).toMatch(new RegExp(`${name}:\\s0{16}\n`));
    expect(stdout).toMatch(/NoNewPrivs:\s1\n/);
    expect(stdout).toMatch(/Seccomp:\s2\n/);
    expect(stdout).not.toMatch(/Uid:\s0\s/);
  });
  it.each([
    ['a user namespace', 'unshare -U true'],
    ['a mount', 'mount -t tmpfs none /tmp'],
    ['a user namespace with mounts', 'unshare -Urm true'],
    ['the network of the host', 'nsenter -t 1 -n true'],
    ['a change of the kernel’s settings', 'echo 1 > /proc/sys/kernel/panic'],
    ['the magic key', 'echo h > /proc/sysrq-trigger'],
    ['a device', 'mknod /tmp/d b 254 0'],
    ['a program with its owner’s rights', 'su -c true'],
    ['memory of the kernel', 'head -c 1 /proc/kcore'],
  ])('refuses %s', async (_name, command) => {
    expect((await box.run(command)).exitCode).not.toBe(0);
  });
  it('opens no socket to the machine below', async () => {
    const script =
      "import socket\nfor f in (40, 17, 38):\n  try:\n    socket.socket(f, 3 if f == 17 else 1); print('open', f)\n  except OSError as e: print(e.errno)";
    expect((await box.run(`python3 -c "${script}"`)).stdout).toBe('97\n97\n97\n');
  });
});

describe.skipIf(skip)('processes and sockets of others', () => {
  it('sees its own processes only', async () => {
    const other = await testSandbox('other');
    try {
      const sleeper = await other.start(['sleep', '1000']);
      await vi.waitFor(async () => expect((await sleeper.sample())?.pids).toBeGreaterThan(1));
      const { stdout } = await box.run(
        'cat /proc/[0-9]*/cmdline | tr "\\0" " "; [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 20 ] && kill -9 -1; true',
      );
      expect(stdout).not.toContain('sleep 1000');
      expect((await sleeper.sample())?.pids).toBeGreaterThan(1);
    } finally {
      await other.end();
    }
  });
  it('reaches no port and no socket of the host, not even one without a file', async () => {
    const server = await listen(0);
    const { port } = server.address() as { port: number };
    const name = `bakeoff-${process.pid}-test`;
    await listen(`\0${name}`);
    const script =
      `const net=require('net');for(const to of [{port:${port},host:'127.0.0.1'},{path:'\\0${name}'},{port:80,host:'169.254.169.254'}])` +
      "net.connect(to).on('data',(d)=>console.log(String(d))).on('error',(e)=>console.log(e.code))";
    const { stdout: said } = await runToEnd(await box.start(node(script)));
    expect(said).not.toContain('HOST');
    expect(said.trim().split('\n')).toHaveLength(3);
    expect((await box.run('cat /proc/net/dev')).stdout.trim().split('\n')).toHaveLength(3);
  });
});

describe.skipIf(skip)('the environment', () => {
  it('is what was given and nothing of the host’s, and no process of the host shows it in its arguments', async () => {
    const secret = "it's a $(secret)\nof two lines";
    const child = await box.start(['sleep', '1000'], { env: { API_KEY: secret } });
    await vi.waitFor(async () => expect((await child.sample())?.pids).toBeGreaterThan(1));
    const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'args=']);
    expect(stdout).not.toContain('a $(secret)');
    await child.kill();
    const { stdout: seen } = await box.run('env', { env: { API_KEY: secret } });
    expect(seen).toContain(`API_KEY=${secret}\n`);
    expect(seen).toContain(`${RUN_TAG}=${box.ref.id}\n`);
    for (const name of ['SSH_AUTH_SOCK', 'DATABASE_URL', 'BAKEOFF_HOME', 'VITEST'])
      expect(seen).not.toContain(`${name}=`);
  });
  it('loads nothing of the sandbox into a program that is still privileged or outside', async () => {
    const library = path.join(box.ref.workspace, 'evil.so');
    const source = 'fputs("LOADED uid=", stderr); char c[16]; snprintf(c, 16, "%d\\n", getuid()); fputs(c, stderr);';
    await writeFile(
      `${library}.c`,
      `#include <stdio.h>\n#include <unistd.h>\n__attribute__((constructor)) void f(void){${source}}`,
    );
    const built = await promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, `${library}.c`]).catch(
      () => null,
    );
    if (built === null) return;
    const outside = await box.run('true', { env: { LD_PRELOAD: library } });
    expect(outside.stderr).not.toContain('LOADED');
    const inside = await box.run('true', { env: { LD_PRELOAD: '/workspace/evil.so' } });
    expect(inside.stderr).toContain('LOADED');
    expect(inside.stderr).not.toContain('uid=0\n');
  });
});

describe.skipIf(skip)('the end', () => {
  it('takes along daemons that fled, within a second', async () => {
    const child = await box.start([
      'sh',
      '-c',
      '(setsid sh -c "exec env -i sleep 1000" &) ; setsid sleep 1001 & echo up; sleep 1002',
    ]);
    await vi.waitFor(async () => expect((await child.sample())?.pids).toBeGreaterThanOrEqual(5));
    const before = await findTagged({ name: RUN_TAG, value: box.ref.id });
    expect(before.length).toBeGreaterThan(3);
    const started = Date.now();
    await child.kill();
    expect(Date.now() - started).toBeLessThan(1000);
    for (const row of before) await expect(stat(`/proc/${row.pid}/exe`)).rejects.toThrow('ENOENT');
    expect(await child.exited).toMatchObject({ startError: null });
  });
  it('ends daemons when the command itself has ended', async () => {
    const child = await box.start(['sh', '-c', 'setsid sleep 1000 & exit 3']);
    expect(await child.exited).toMatchObject({ exitCode: 3, limit: null });
    await child.kill();
    expect(await findTagged({ name: RUN_TAG, value: box.ref.id })).toEqual([]);
    expect(await box.provider.leftovers()).toEqual([]);
  });
  it('is swept by somebody who did not start it', async () => {
    const child = await box.start(['sh', '-c', 'setsid sleep 1000 & sleep 1001']);
    await vi.waitFor(async () => expect((await child.sample())?.pids).toBeGreaterThanOrEqual(4));
    expect(await box.provider.sweep(box.ref.id)).toBeGreaterThan(2);
    await child.exited;
    await box.provider.release(box.ref.id);
    expect(await box.provider.leftovers()).toEqual([]);
  });
  it('tells exit codes, and the signal that ended a command as a shell does', async () => {
    expect(await box.run('exit 42')).toMatchObject({ exitCode: 42, startError: null });
    expect((await box.run('kill -TERM $$')).exitCode).toBe(143);
    const missing = await (await box.start(['/no/such/program'])).exited;
    expect(missing.exitCode).toBe(127);
    const folder = await box.start(['true'], { plan: { workspace: '/no/such/folder' } });
    expect((await folder.exited).startError).toMatch(/no\/such\/folder/);
  });
  it('passes a request to end on to the command, which may end in its own way', async () => {
    const child = await box.start(['sh', '-c', 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done']);
    await new Promise((resolve) => child.streams!.stdout.once('data', resolve));
    child.terminate();
    expect(await child.exited).toMatchObject({ exitCode: 9 });
  });
  it('kills while paused', async () => {
    const child = await box.start(['sh', '-c', 'while :; do sleep 0.01; done']);
    expect(await child.pause()).toBe(true);
    await child.kill();
    expect(await findTagged({ name: RUN_TAG, value: box.ref.id })).toEqual([]);
    expect(await child.pause()).toBe(false);
  });
});
