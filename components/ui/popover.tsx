'use client';

import { Popover as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;

export function PopoverContent({ className, align = 'start', ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          'z-50 w-72 rounded-md border bg-canvas p-3 shadow-pop animate-in fade-in-0 zoom-in-95 focus-visible:outline-none',
          className,
        )}
        {...rest}
      />
    </Primitive.Portal>
  );
}
