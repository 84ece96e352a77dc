'use client';

import { Switch as SwitchPrimitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';

type ToggleProps = {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  id?: string;
  className?: string;
};

export function Switch({ checked, onCheckedChange, label, hint, disabled, id, className }: ToggleProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  return (
    <div className={cn('flex items-start gap-2', className)}>
      <SwitchPrimitive.Root
        id={controlId}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onCheckedChange}
        aria-describedby={hint ? `${controlId}-hint` : undefined}
        className="mt-0.5 h-4 w-7 shrink-0 rounded-full border border-control bg-control transition-colors data-[state=checked]:border-ink data-[state=checked]:bg-ink"
      >
        <SwitchPrimitive.Thumb className="block size-3 translate-x-px rounded-full bg-canvas transition-transform data-[state=checked]:translate-x-3" />
      </SwitchPrimitive.Root>
      <ToggleText controlId={controlId} label={label} hint={hint} />
    </div>
  );
}

function ToggleText({ controlId, label, hint }: { controlId: string; label: ReactNode; hint?: ReactNode }) {
  return (
    <div>
      <label htmlFor={controlId}>{label}</label>
      {hint ? (
        <p id={`${controlId}-hint`} className="text-xs text-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
