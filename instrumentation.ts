export async function register(): Promise<void> {
  // Compiled for the edge as well, where process has no signals: hence the import inside.
  // oxlint-disable-next-line node/no-process-env -- Next replaces this expression when it compiles
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { endStreamsOnSignal } = await import('@/lib/server/shutdown');
  endStreamsOnSignal();
}
