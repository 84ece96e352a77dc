'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { inputStyle } from './input';

export type SelectOption = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type SelectProps = {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  name?: string;
  className?: string;
  size?: 'sm' | 'md';
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

/** Values must not be empty strings: Radix keeps that one for "nothing chosen". */
export function Select(props: SelectProps) {
  const { value, onValueChange, options, placeholder, disabled, name, className, size = 'md', ...trigger } = props;
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} disabled={disabled} name={name}>
      <Primitive.Trigger
        {...trigger}
        className={cn(
          inputStyle,
          'flex cursor-pointer items-center justify-between gap-2 text-left data-placeholder:text-faint [&>span]:truncate',
          size === 'sm' ? 'h-7 px-2 text-xs' : 'h-8',
          className,
        )}
      >
        <Primitive.Value placeholder={placeholder} />
        <Primitive.Icon>
          <ChevronDown aria-hidden className="size-3.5 text-faint" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-[min(24rem,var(--radix-select-content-available-height))] min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border bg-canvas shadow-pop animate-in fade-in-0"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function SelectItem({ option }: { option: SelectOption }) {
  return (
    <Primitive.Item
      value={option.value}
      disabled={option.disabled}
      className="flex items-start gap-2 rounded px-2 py-1 text-ui outline-none data-disabled:opacity-50 data-highlighted:bg-hover"
    >
      <span className="flex-1">
        <Primitive.ItemText>{option.label}</Primitive.ItemText>
        {option.hint ? <span className="block text-xs text-faint">{option.hint}</span> : null}
      </span>
      <Primitive.ItemIndicator className="pt-1">
        <Check aria-hidden className="size-3.5" />
      </Primitive.ItemIndicator>
    </Primitive.Item>
  );
}
