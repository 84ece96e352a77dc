import { plural } from '@/lib/client/format';
import type { ExperimentView } from '@/lib/schemas/view';
import { Spinner } from '@/components/ui/spinner';
import { VariantMark } from '@/components/variant-mark/variant-mark';

/** How far the evidence of the untouched base is; the runs are compared against it. */
export function BaseProgress({ experiment: { base, spec } }: { experiment: ExperimentView }) {
  const wanted = spec.contract.gates.length + spec.contract.metrics.length;
  if (wanted === 0) return null;
  return (
    <p className="flex min-h-6 flex-wrap items-center gap-x-2 text-muted">
      <VariantMark letter="0" size={16} />
      <span className="font-medium text-ink">Base</span>
      {base.status === 'running' ? <Spinner className="text-busy" /> : null}
      <span>{textOf(base, wanted)}</span>
    </p>
  );
}

function textOf(base: ExperimentView['base'], wanted: number): string {
  const known = base.gates.length + base.metrics.length;
  if (base.status === 'pending') return 'waits to be judged under the contract';
  if (base.status === 'running')
    return `being judged: ${String(known)} of ${plural(wanted, 'gate and metric', 'gates and metrics')}`;
  if (base.status === 'failed') return 'could not be judged; changes against it stay unknown';
  const passed = base.gates.filter((gate) => gate.status === 'passed').length;
  const gates = base.gates.length === 0 ? [] : [`${String(passed)} of ${plural(base.gates.length, 'gate')} passed`];
  const metrics = base.metrics.length === 0 ? [] : [plural(base.metrics.length, 'metric')];
  return `judged: ${[...gates, ...metrics].join(', ')}`;
}
