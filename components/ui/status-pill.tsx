import {
  Ban,
  Check,
  CircleDashed,
  CircleDot,
  CircleHelp,
  Clock,
  FlaskConical,
  LoaderCircle,
  type LucideIcon,
  Pause,
  SkipForward,
  TriangleAlert,
  Unplug,
  UserRound,
  X,
} from 'lucide-react';
import type { ExperimentStatus, RunStatus } from '@/lib/core/run-status';
import { cn } from './cn';

type Tone = 'plain' | 'ok' | 'bad' | 'warn' | 'busy';
export type StatusLook = { icon: LucideIcon; word: string; tone: Tone; spins?: boolean };

export const RUN_LOOKS: Record<RunStatus, StatusLook> = {
  queued: { icon: Clock, word: 'Waiting', tone: 'plain' },
  preparing: { icon: LoaderCircle, word: 'Preparing', tone: 'busy', spins: true },
  running: { icon: LoaderCircle, word: 'Running', tone: 'busy', spins: true },
  judging: { icon: FlaskConical, word: 'Judging', tone: 'busy' },
  passed: { icon: Check, word: 'Passed', tone: 'ok' },
  failed: { icon: X, word: 'Failed', tone: 'bad' },
  cancelled: { icon: Ban, word: 'Cancelled', tone: 'plain' },
  timed_out: { icon: TriangleAlert, word: 'Timed out', tone: 'bad' },
  lost: { icon: Unplug, word: 'Lost', tone: 'bad' },
  skipped: { icon: SkipForward, word: 'Skipped', tone: 'plain' },
};

const PAUSED_RUN: StatusLook = { icon: Pause, word: 'Paused', tone: 'warn' };

/** Finished without any gate: whether it is good is not known, and unknown is never green. */
const UNKNOWN_RUN: StatusLook = { icon: CircleHelp, word: 'Finished', tone: 'plain' };

export const EXPERIMENT_LOOKS: Record<ExperimentStatus, StatusLook> = {
  draft: { icon: CircleDashed, word: 'Draft', tone: 'plain' },
  queued: { icon: Clock, word: 'Waiting', tone: 'plain' },
  running: { icon: LoaderCircle, word: 'Running', tone: 'busy', spins: true },
  needs_person: { icon: UserRound, word: 'Needs you', tone: 'warn' },
  done: { icon: CircleDot, word: 'Done', tone: 'plain' },
  cancelled: { icon: Ban, word: 'Cancelled', tone: 'plain' },
  failed: { icon: X, word: 'Failed', tone: 'bad' },
};

/** How a run is shown: a passed run whose success is unknown is not shown as good. */
export function runLook(status: RunStatus, success: boolean | null): StatusLook {
  return status === 'passed' && success === null ? UNKNOWN_RUN : RUN_LOOKS[status];
}

const TONES: Record<Tone, string> = {
  plain: 'text-muted',
  ok: 'text-ok',
  bad: 'text-bad',
  warn: 'text-warn',
  busy: 'text-busy',
};

type PillProps = {
  look: StatusLook;
  /** Hides the word for the eye only; where space is short and the word stands elsewhere. */
  iconOnly?: boolean;
  className?: string;
};

export function Pill({ look, iconOnly, className }: PillProps) {
  const { icon: Icon, word, tone, spins } = look;
  return (
    <span
      title={iconOnly ? word : undefined}
      className={cn(
        'inline-flex items-center gap-1 align-middle text-xs font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      <Icon aria-hidden className={cn('size-3.5 shrink-0', spins && 'animate-spin [animation-duration:2s]')} />
      <span className={iconOnly ? 'sr-only' : undefined}>{word}</span>
    </span>
  );
}

type RunPillProps = {
  status: RunStatus;
  success?: boolean | null;
  paused?: boolean;
  iconOnly?: boolean;
  className?: string;
};

/** `success` left out means: show the state as it is. */
export function RunStatusPill({ status, success, paused, ...rest }: RunPillProps) {
  if (paused) return <Pill look={PAUSED_RUN} {...rest} />;
  return <Pill look={success === undefined ? RUN_LOOKS[status] : runLook(status, success)} {...rest} />;
}

type ExperimentPillProps = { status: ExperimentStatus; iconOnly?: boolean; className?: string };

export function ExperimentStatusPill({ status, ...rest }: ExperimentPillProps) {
  return <Pill look={EXPERIMENT_LOOKS[status]} {...rest} />;
}
