'use client';

import Link from 'next/link';
import { ConsentDialog } from '@/components/sandbox/consent-dialog';
import { type Isolation, NOT_ISOLATED, PROVIDER_TITLES } from '@/components/sandbox/provider-words';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { InlineCode } from '@/components/ui/inline-code';
import { Instruction } from '@/components/ui/instruction';
import type { SandboxProbe } from '@/lib/core/sandbox';
import { useDraft } from './draft-context';

/** What a person must know or decide before agents run; nothing where they are locked in. */
export function IsolationNote({ isolation }: { isolation: Isolation }) {
  switch (isolation.type) {
    case 'open':
      return (
        <Callout tone="warn" title={NOT_ISOLATED}>
          <Because because={isolation.because} />
        </Callout>
      );
    case 'broken':
      return (
        <Callout tone="bad" title={`${PROVIDER_TITLES[isolation.probe.provider]} does not work on this computer`}>
          <Reasons probe={isolation.probe} />
        </Callout>
      );
    case 'refused':
      return <Refused probes={isolation.probes} />;
    default:
      return null;
  }
}

function Because({ because }: { because: 'chosen' | 'allowed' | 'demo' }) {
  const { project } = useDraft();
  if (because === 'chosen') return 'You chose this for the experiment.';
  if (because === 'demo') return 'The demo agent comes with Bakeoff and harms nothing.';
  return (
    <>
      Nothing that isolates works on this computer, and you agreed for this project.{' '}
      {project ? (
        <Link href={`/projects/${project.project.id}`} className="rounded underline hover:text-ink">
          Take it back
        </Link>
      ) : null}
    </>
  );
}

function Refused({ probes }: { probes: SandboxProbe[] }) {
  const { project, consent } = useDraft();
  return (
    <Callout
      tone="warn"
      title="Nothing on this computer can lock agents in"
      actions={
        project ? (
          <ConsentDialog projectName={project.project.name} pending={consent.pending} onConsent={consent.give}>
            <Button size="sm" pending={consent.pending}>
              Let agents of this project run without isolation…
            </Button>
          </ConsentDialog>
        ) : null
      }
    >
      <ul className="flex flex-col gap-1.5 pt-1">
        {probes.map((probe) => (
          <li key={probe.provider}>
            <span className="font-medium text-ink">{PROVIDER_TITLES[probe.provider]}</span>
            <Reasons probe={probe} />
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** Why a provider does not work, and the exact next step. */
function Reasons({ probe }: { probe: SandboxProbe }) {
  return (
    <div className="flex flex-col gap-0.5 wrap-anywhere">
      {probe.reasons.map((reason) => (
        <p key={reason}>
          <InlineCode text={reason} />
        </p>
      ))}
      {probe.remedy ? <Instruction text={probe.remedy} what="command" /> : null}
    </div>
  );
}
