import { Ban, Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { RunView } from '@/lib/schemas/view';
import { plainText } from './ansi-text';
import { refusedEntries } from '@/lib/core/allowed-host';

type BlockedHostsProps = {
  blocked: RunView['blocked'];
  /** What the project allows already. */
  allowed: readonly string[];
  /** The entry that is being allowed just now. */
  pending: string | null;
  onAllow: (entry: string) => void;
  /** Offered once something of it is allowed: a run keeps the policy that it started with. */
  retry: ReactNode;
  /** How many are listed; the rest is counted. */
  most?: number;
};

/** What the network policy refused, and the way to allow it. */
export function BlockedHosts({ blocked, allowed, pending, onAllow, retry, most = 50 }: BlockedHostsProps) {
  const entries = refusedEntries(blocked);
  if (entries.length === 0) return null;
  const hidden = entries.length - most;
  return (
    <section aria-label="Refused by the network policy" className="rounded-md border px-3 py-2">
      <p className="flex items-center gap-1.5 pb-1 text-xs text-muted">
        <Ban aria-hidden className="size-3.5 text-warn" />
        Refused by the network policy
      </p>
      <ul className="grid gap-1">
        {entries.slice(0, most).map(({ entry, text }) => (
          <li key={entry} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 flex-1 basis-56">
              wanted <code className="font-mono text-xs wrap-anywhere">{plainText(text)}</code>
            </span>
            {allowed.includes(entry) ? (
              <span className="flex items-center gap-1 text-xs text-ok">
                <Check aria-hidden className="size-3.5" />
                Allowed from the next run on
              </span>
            ) : (
              <Button size="sm" pending={pending === entry} onClick={() => onAllow(entry)}>
                Allow for this project
              </Button>
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 ? <p className="pt-1 text-xs text-faint">and {hidden} more</p> : null}
      {entries.some(({ entry }) => allowed.includes(entry)) ? (
        <div className="flex flex-wrap items-center gap-2 pt-2 text-xs text-muted">
          <span className="flex-1 basis-40">Runs that start from now on may reach it; this one could not.</span>
          {retry}
        </div>
      ) : null}
    </section>
  );
}
