import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  bareVersion,
  limitsText,
  listed,
  NOT_ISOLATED,
  PROVIDER_KINDS,
  PROVIDER_TITLES,
  reachOf,
  sentence,
} from '@/components/sandbox/provider-words';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { InlineCode } from '@/components/ui/inline-code';
import { Instruction } from '@/components/ui/instruction';
import type { SandboxProbe } from '@/lib/core/sandbox';

const LOOKS = {
  works: { icon: CircleCheck, word: 'Works', style: 'text-ok' },
  open: { icon: TriangleAlert, word: 'Not isolated', style: 'text-warn' },
  broken: { icon: CircleDashed, word: 'Does not work here', style: 'text-muted' },
};

export function ProviderRow({ probe, isAutomatic }: { probe: SandboxProbe; isAutomatic: boolean }) {
  const { icon: Icon, word, style } = LOOKS[probe.ok ? (probe.isolated ? 'works' : 'open') : 'broken'];
  return (
    <li className="grid gap-x-6 gap-y-2 border-b py-3 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          {PROVIDER_TITLES[probe.provider]}
          {probe.version ? <Badge>{bareVersion(probe)}</Badge> : null}
        </h3>
        <p className={cn('mt-0.5 flex items-center gap-1.5 text-xs font-medium', style)}>
          <Icon aria-hidden className="size-3.5" />
          {word}
          {isAutomatic ? <span className="font-normal text-faint">used by Automatic</span> : null}
        </p>
      </div>
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-baseline gap-y-1.5">
        <Fact name="What it is">{probe.isolated ? PROVIDER_KINDS[probe.provider] : NOT_ISOLATED}</Fact>
        {probe.ok ? <Reach probe={probe} /> : null}
        <Reasons probe={probe} />
        {probe.remedy ? (
          <Fact name="Next step">
            <Instruction text={probe.remedy} what="command" />
          </Fact>
        ) : null}
      </dl>
    </li>
  );
}

function Reach({ probe }: { probe: SandboxProbe }) {
  const { held, open } = reachOf(probe);
  return (
    <>
      {held.length > 0 ? <Fact name="Keeps from">{sentence(listed(held))}</Fact> : null}
      {open.length > 0 ? <Fact name="Leaves open">{sentence(listed(open))}</Fact> : null}
      <Fact name="Limits">{limitsText(probe)}</Fact>
      <Fact name="Pause">{probe.pause ? 'Runs can be paused' : 'Runs can not be paused'}</Fact>
    </>
  );
}

/** What keeps it from working or, where it works, what it does not do. */
function Reasons({ probe }: { probe: SandboxProbe }) {
  if (probe.reasons.length === 0) return null;
  return (
    <Fact name={probe.ok ? 'Mind' : 'Why not'}>
      {probe.reasons.map((reason) => (
        <p key={reason}>
          <InlineCode text={reason} />
        </p>
      ))}
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
