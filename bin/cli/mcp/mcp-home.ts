/** The data folder behind `bakeoff mcp`: opened at the first call that needs it, and again when the database went away. */
import { startInBackground } from '@/bin/cli/background';
import { openSession, type Session } from '@/bin/cli/session';
import { isUnavailable } from '@/lib/db/unavailable';
import { homePaths } from '@/lib/paths';
import { readUpState } from '@/workers/supervisor/state';

export type McpHome = {
  use: <T>(action: (session: Session) => Promise<T>) => Promise<T>;
  /** Pages and a worker; what it had to start stays up when the client leaves. */
  ensureUp: (session: Session) => Promise<void>;
  /** Where a person looks at it; null where no page is up. */
  pageOf: (path: string) => Promise<string | null>;
  close: () => Promise<void>;
};

type Opened = Awaited<ReturnType<typeof openSession>>;

export function openMcpHome(common: { home: string; say: (text: string) => void }): McpHome {
  const { state } = homePaths(common.home);
  let opened: Promise<Opened> | null = null;
  let starting: Promise<void> | null = null;

  const open = (): Promise<Opened> => {
    opened ??= openSession(common).catch((cause: unknown) => {
      opened = null;
      throw cause;
    });
    return opened;
  };
  const close = async (): Promise<void> => {
    const last = opened;
    opened = null;
    await (await last)?.end();
  };
  const start = async (session: Session): Promise<void> => {
    if (!(await readUpState(state))) await startInBackground(session);
  };
  return {
    use: async (action) => {
      const { session } = await open();
      try {
        return await action(session);
      } catch (cause) {
        // The next call opens it anew; that this one can't be closed any more is no news.
        if (isUnavailable(cause)) await close().catch(() => {});
        throw cause;
      }
    },
    // Calls that come together start it once.
    ensureUp: (session) => {
      starting ??= start(session).finally(() => (starting = null));
      return starting;
    },
    pageOf: async (path) => {
      const up = await readUpState(state);
      return up ? `${up.url}${path}` : null;
    },
    close,
  };
}
