'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const DropdownMenuTrigger = Primitive.Trigger;
export const DropdownMenuRadioGroup = Primitive.RadioGroup;

/** Not modal: the page behind stays readable for assistive technology and can be scrolled. */
export function DropdownMenu(props: ComponentProps<typeof Primitive.Root>) {
  return <Primitive.Root modal={false} {...props} />;
}

export function DropdownMenuContent({ className, align = 'end', ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          'z-50 min-w-44 rounded-md border bg-canvas p-1 shadow-pop animate-in fade-in-0 zoom-in-95',
          className,
        )}
        {...rest}
      />
    </Primitive.Portal>
  );
}

const itemStyle =
  'flex items-center gap-2 rounded px-2 py-1 text-ui outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-3.5 [&_svg]:text-faint';

type ItemProps = ComponentProps<typeof Primitive.Item> & { danger?: boolean };

export function DropdownMenuItem({ danger, className, ...rest }: ItemProps) {
  return (
    <Primitive.Item
      className={cn(itemStyle, danger && 'text-bad data-highlighted:bg-bad-soft [&_svg]:text-bad', className)}
      {...rest}
    />
  );
}

export function DropdownMenuRadioItem({ className, children, ...rest }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem className={cn(itemStyle, 'pr-8', className)} {...rest}>
      {children}
      <Primitive.ItemIndicator className="absolute right-2.5">
        <Check aria-hidden />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  );
}
