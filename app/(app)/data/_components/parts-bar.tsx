import { Bytes } from '@/components/ui/time';
import type { DataUsageView } from '@/lib/schemas/view';

type PartsBarProps = { parts: DataUsageView['parts']; totalBytes: number };

const NOTES: Record<string, string> = {
  traces: 'What each run was asked, did and used, as JSON files',
  cache: 'Frozen bases and results of set-ups, shared by the runs that start from them',
};

/** Shades of one ink, heaviest first: this is a measure, not a state. */
export function PartsBar({ parts, totalBytes }: PartsBarProps) {
  const sorted = parts.toSorted((a, b) => b.bytes - a.bytes);
  return (
    <div className="pt-3">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-hover">
        {sorted.map((part, index) => (
          <div
            key={part.name}
            className="bg-ink"
            style={{ width: share(part.bytes, totalBytes), opacity: opacityOf(index, sorted.length) }}
          />
        ))}
      </div>
      <dl className="mt-3 grid gap-x-8 sm:grid-cols-2">
        {sorted.map((part, index) => (
          <div key={part.name} className="flex items-center gap-2 border-b py-1.5">
            <span
              aria-hidden
              className="size-2 rounded-full bg-ink"
              style={{ opacity: opacityOf(index, sorted.length) }}
            />
            <dt className="min-w-0 flex-1">
              <span className="inline-block first-letter:uppercase">{part.name}</span>
              {NOTES[part.name] ? <span className="block text-xs text-faint">{NOTES[part.name]}</span> : null}
            </dt>
            <dd className="text-muted">
              <Bytes value={part.bytes} />
              {part.maxBytes === undefined ? null : (
                <span className="text-faint">
                  {' '}
                  of at most <Bytes value={part.maxBytes} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function share(bytes: number, totalBytes: number): string {
  return totalBytes > 0 ? `${((bytes / totalBytes) * 100).toFixed(2)}%` : '0%';
}

function opacityOf(index: number, count: number): number {
  return count < 2 ? 1 : 1 - (index / (count - 1)) * 0.8;
}
