import { Bytes } from '@/components/ui/time';
import type { CleanResult } from '@/lib/services/bakeoff';

export function CleanPreview({ plan }: { plan: CleanResult | null }) {
  if (!plan) {
    return <p className="pt-4 text-muted">Nothing is removed before you have seen the list.</p>;
  }
  if (plan.removed.length === 0) return <p className="pt-4 text-muted">There is nothing to clean up of that age.</p>;
  return (
    <ul className="mt-4 max-h-72 overflow-y-auto border-t">
      {plan.removed.map((one) => (
        <li key={one.what} className="flex items-center gap-3 border-b py-1.5">
          <span className="min-w-0 flex-1 break-words">{one.what}</span>
          <Bytes value={one.bytes} className="text-muted" />
        </li>
      ))}
    </ul>
  );
}
