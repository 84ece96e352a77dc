import type { Metadata } from 'next';
import { Logo } from '@/components/shell/logo';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeLine } from '@/components/ui/code-line';
import { TokenField } from './token-field';

export const metadata: Metadata = { title: 'Log in' };

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const isRefused = (await searchParams)['refused'] !== undefined;
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm">
        <p className="mb-6 flex items-center gap-2 text-sm font-semibold">
          <Logo />
          Bakeoff
        </p>
        <h1 className="text-base font-semibold">Open the URL that was printed</h1>
        <p className="mt-1 text-muted">
          The command that started Bakeoff prints one URL with a token in it. Opening that URL logs this browser in.
        </p>
        {isRefused ? (
          <Callout tone="bad" title="This token is not the right one" className="mt-4">
            It may be from another data folder. Take the one that was printed last.
          </Callout>
        ) : null}
        <form method="post" action="/auth" className="mt-5 flex flex-col gap-3">
          <TokenField />
          <Button type="submit" variant="primary">
            Log in
          </Button>
        </form>
        <p className="mt-6 mb-1.5 text-xs text-muted">To see the URL again:</p>
        <CodeLine text="npx bakeoff up" what="command" />
      </div>
    </main>
  );
}
