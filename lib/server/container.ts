import 'server-only';
import { compose, type Composed } from '@/lib/compose';
import { dataHome, env } from '@/lib/env';

/** Next loads a module once per bundle; the connections are one per process. */
const holder = globalThis as typeof globalThis & { bakeoffComposed?: Promise<Composed> };

export async function composed(): Promise<Composed> {
  holder.bakeoffComposed ??= open();
  try {
    return await holder.bakeoffComposed;
  } catch (cause) {
    // The next request tries again: the database may just be restarting.
    delete holder.bakeoffComposed;
    throw cause;
  }
}

function open(): Promise<Composed> {
  const databaseUrl = env().DATABASE_URL;
  if (!databaseUrl) throw new Error('The web server needs DATABASE_URL; start it with `npm start`.');
  return compose({ home: dataHome(), databaseUrl, role: 'client' });
}
