'use client';

import { Tabs as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Tabs = Primitive.Root;

export function TabsList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  return <Primitive.List className={cn('flex gap-4 overflow-x-auto border-b', className)} {...rest} />;
}

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Primitive.Trigger>) {
  return (
    <Primitive.Trigger
      className={cn(
        '-mb-px flex items-center gap-1.5 border-b-2 border-transparent py-2 text-ui whitespace-nowrap text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink [&_svg]:size-3.5',
        className,
      )}
      {...rest}
    />
  );
}

export function TabsContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return <Primitive.Content className={cn('pt-4 focus-visible:outline-offset-4', className)} {...rest} />;
}

/** A choice of few, in one line; for what is not a page of its own (side by side or unified, form or YAML). */
export function Segmented(props: {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string }[];
  'aria-label': string;
}) {
  return (
    <div role="radiogroup" aria-label={props['aria-label']} className="inline-flex rounded-md border p-0.5">
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === props.value}
          onClick={() => props.onValueChange(option.value)}
          className="h-6 rounded px-2 text-xs text-muted hover:text-ink aria-checked:bg-hover aria-checked:font-medium aria-checked:text-ink"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
