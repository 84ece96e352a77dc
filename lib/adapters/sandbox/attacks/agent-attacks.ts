/** What an agent may try against the host, as shell scripts that print the secret, or PWNED, where they succeed. */
import path from 'node:path';
import { PWNED, type World } from './world';

export type Need = 'root' | 'control groups 1' | 'host address' | '/proc/kcore' | '/proc/sysrq-trigger' | '/proc/keys';

export type Attack = {
  name: string;
  script: (world: World) => string;
  /** The control needs these: without them even an unprotected host refuses. */
  needs?: Need;
  /** Where the image has no program for it. */
  only?: 'bubblewrap';
};

const won = `&& echo ${PWNED}`;
const node = (script: string): string => `node -e '${script}'`;
/** Prints what comes over a connection. */
const talk = (to: string): string =>
  node(
    `const s=require("net").connect(${to});s.on("connect",()=>s.write("GET /model/m/x HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n"));` +
      's.on("data",(d)=>console.log(String(d)));s.on("error",(e)=>console.log(e.code));setTimeout(()=>process.exit(),1500).unref()',
  );

const FILES: Attack[] = [
  { name: 'reads a key in the person’s home', script: (w) => `cat ${w.person}/.ssh/id` },
  { name: 'reads the data folder', script: (w) => `cat ${w.bench.paths.home}/database` },
  { name: 'reads the checkout of a neighbour', script: (w) => `cat ${w.neighbour.workspace}/secret.txt` },
  { name: 'climbs out of its folder', script: (w) => `cat ../../${w.neighbour.id}/ws/secret.txt` },
  { name: 'reads through a link that it made', script: (w) => `ln -sf ${w.person} out; cat out/.ssh/id; rm out` },
  {
    name: 'reads the result of another variant in the hub',
    script: (w) => `git --git-dir=${w.bench.hub} cat-file blob ${w.secretBlob}`,
  },
  {
    name: 'borrows the objects of the hub',
    script: (w) => `GIT_ALTERNATE_OBJECT_DIRECTORIES=${w.bench.hub}/objects git cat-file blob ${w.secretBlob}`,
  },
  {
    name: 'writes into the git objects that it borrows',
    script: () => `d=$(head -1 .git/objects/info/alternates); touch $d/pwned && rm $d/pwned ${won}`,
  },
  { name: 'writes into what the product shows it', script: (w) => `touch ${w.io}/pwned && rm ${w.io}/pwned ${won}` },
  {
    name: 'changes what the product shows it',
    script: (w) => `(echo >> ${w.io}/bridge.cjs) ${won}`,
  },
  { name: 'writes beside its checkout', script: (w) => `touch ${w.ref.runDir}/spec.json ${won}` },
  { name: 'changes a program that it was shown', script: (w) => `echo evil >> ${w.tool}/cli ${won}` },
  {
    name: 'hard-links a program that it was shown',
    script: (w) => `ln ${w.tool}/cli $TMPDIR/mine && rm $TMPDIR/mine ${won}`,
  },
  { name: 'replaces a program that it was shown', script: (w) => `cp ${w.tool}/cli x; mv x ${w.tool}/cli ${won}` },
  { name: 'changes the system', script: () => `test -w /usr/bin ${won}`, needs: 'root' },
  { name: 'reads the passwords of the host', script: () => `grep -q ":.*:" /etc/shadow ${won}`, needs: 'root' },
  { name: 'reads shared memory of the host', script: (w) => `cat ${w.shared.file}` },
  {
    name: 'puts a link in the place of its checkout',
    script: (w) => {
      const dir = w.ref.workspaceInside;
      return `cd /; mv ${dir} ${dir}.old && ln -s /etc ${dir} ${won}; test -d ${dir}.old && rm ${dir} && mv ${dir}.old ${dir}`;
    },
  },
];

/** All aim at one program of the test's own: the control must not look into anybody else's. */
const PROCESSES: Attack[] = [
  { name: 'reads keys in other programs’ environments', script: (w) => `tr "\\0" "\\n" < /proc/${w.victim}/environ` },
  { name: 'reads other programs’ arguments', script: (w) => `tr "\\0" "\\n" < /proc/${w.victim}/cmdline` },
  {
    name: 'reads files that other programs have open',
    script: (w) => `cat /proc/${w.victim}/fd/3`,
    needs: 'root',
  },
  {
    name: 'reads the folder another program is in',
    script: (w) => `cat /proc/${w.victim}/cwd/secret.txt`,
  },
  { name: 'looks into the memory of another program', script: (w) => `grep -q stack /proc/${w.victim}/maps ${won}` },
  { name: 'ends a program of the host', script: (w) => `kill -0 ${w.victim} ${won}` },
  { name: 'enters the namespaces of the host', script: (w) => `nsenter -t ${w.victim} -m true ${won}`, needs: 'root' },
  {
    name: 'sees shared memory of other programs',
    script: (w) => {
      const key = Number.parseInt(w.shared.segment ?? '0', 16) | 0;
      return `grep -q "^ *${key} " /proc/sysvipc/shm ${won}`;
    },
  },
  {
    name: 'takes precedence over others',
    script: () => `nice -n -5 sh -c 'test $(nice) -lt 0' ${won}`,
    needs: 'root',
  },
];

const KERNEL: Attack[] = [
  { name: 'makes a user namespace', script: () => `unshare -U true ${won}`, needs: 'root' },
  {
    name: 'mounts',
    script: () => `mkdir -p m; mount -t tmpfs none m && umount m ${won}; rmdir m`,
    needs: 'root',
  },
  { name: 'changes its root', script: () => `chroot / true ${won}`, needs: 'root' },
  { name: 'makes a device', script: () => `mknod d c 1 3 && rm d ${won}`, needs: 'root' },
  { name: 'opens a disk of the host', script: () => `find /dev -type b | grep -q . ${won}`, needs: 'root' },
  { name: 'gives a file away', script: () => `touch g; chown 12345 g ${won}; rm -f g`, needs: 'root' },
  {
    name: 'uses a program with its owner’s rights',
    script: (w) => {
      const plain = w.bench.provider === 'process' ? 'setpriv --reuid=61000 --regid=61000 --clear-groups --' : '';
      return `${w.bench.provider === 'process' ? '' : 'cd; '}${plain} ./rootcat rootonly`;
    },
    needs: 'root',
  },
  {
    name: 'names a program for core dumps',
    script: () => `test -w /proc/sys/kernel/core_pattern ${won}`,
    needs: 'root',
  },
  { name: 'presses the magic key', script: () => `test -w /proc/sysrq-trigger ${won}`, needs: '/proc/sysrq-trigger' },
  {
    name: 'reads memory of the kernel',
    script: () => `test $(head -c 4 /proc/kcore | wc -c) -gt 0 ${won}`,
    needs: '/proc/kcore',
  },
  { name: 'reads the messages of the kernel', script: () => `dmesg | grep -q . ${won}`, needs: 'root' },
  { name: 'sees the keyrings of the host', script: () => `grep -q . /proc/keys ${won}`, needs: '/proc/keys' },
  {
    name: 'leaves its control group',
    script: () => `for d in /sys/fs/cgroup/*; do mkdir $d/pwned && rmdir $d/pwned ${won} && break; done`,
    needs: 'control groups 1',
  },
  {
    // Refused before the kernel looks whether it is a terminal at all.
    name: 'types into a terminal',
    script: () => `perl -e 'my $x = "x"; ioctl(STDIN, 0x5412, $x); print "${PWNED}" if $! != 1'`,
    only: 'bubblewrap',
  },
];

const NETWORK: Attack[] = [
  { name: 'reaches a port of the host’s loopback', script: (w) => talk(`{port:${w.port},host:"127.0.0.1"}`) },
  {
    name: 'reaches a port of the host by its address',
    script: (w) => w.addresses.map((host) => talk(`{port:${w.port},host:"${host}"}`)).join('; '),
    needs: 'host address',
  },
  { name: 'reaches a socket of the host without a file', script: (w) => talk(`{path:"\\0${w.abstractName}"}`) },
  { name: 'reaches the SSH agent', script: (w) => talk(`{path:"${path.join(w.person, 'agent.sock')}"}`) },
  { name: 'reaches the engine', script: (w) => talk(`{path:"${path.join(w.person, 'docker.sock')}"}`) },
  { name: 'reaches the gateway of a neighbour', script: (w) => talk(`{path:"${w.gatewaySocket}"}`) },
  {
    name: 'asks a name server of the host',
    script: (w) =>
      node(
        `const s=require("dgram").createSocket("udp4");s.on("message",(m)=>{console.log(String(m));process.exit()});s.on("error",()=>process.exit());` +
          `s.send("x",${w.nameServerPort},"127.0.0.1",(e)=>e&&process.exit());setTimeout(()=>process.exit(),700)`,
      ),
  },
  {
    name: 'sees a network that leads out',
    script: () => `tail -n +3 /proc/net/dev | grep -qv "^ *lo:" ${won}`,
    needs: 'host address',
  },
  { name: 'lists the sockets of the host', script: (w) => `grep -q ${w.abstractName} /proc/net/unix ${won}` },
];

export const ATTACKS: Attack[] = [...FILES, ...PROCESSES, ...KERNEL, ...NETWORK];
