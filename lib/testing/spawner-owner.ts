/** A process with a spawner and a command that does not end; tells its parent of both. */
import { Spawner } from '@/lib/adapters/process/spawner/spawner';

const [program = ''] = process.argv.slice(2);
const spawner = new Spawner(program, ['--import', 'tsx']);
const shell = { program: 'sh', cwd: '/', env: { PATH: '/usr/bin:/bin' }, timeoutMs: 600_000, maxBytes: 1000 };
const { answer } = spawner.start({ ...shell, args: ['-c', 'echo $PPID'] });
const { stdout } = await answer;
const file = `/tmp/bakeoff-spawner-${process.pid}`;
spawner.start({ ...shell, args: ['-c', `echo $$ > ${file}; exec sleep 1000`] }).answer.catch(() => undefined);
const read = { ...shell, args: ['-c', `while ! [ -s ${file} ]; do sleep 0.02; done; cat ${file}; rm ${file}`] };
const written = await spawner.start(read).answer;
process.send?.({ spawner: Number(String(stdout)), command: Number(String(written.stdout)) });
