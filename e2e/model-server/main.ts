/** `npx tsx e2e/model-server/main.ts [--port N] [--log FILE]`: the model server as a process of its own. */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startModelServer } from '@/e2e/model-server/server';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, log: { type: 'string' } } });
const { log } = values;
const server = await startModelServer({
  port: Number(values.port),
  onRequest: (request) => {
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(request)}\n`);
  },
});
process.stdout.write(`${server.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
