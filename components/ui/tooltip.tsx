'use client';

import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

export const TooltipProvider = Primitive.Provider;

type TooltipProps = {
  content: ReactNode;
  shortcut?: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
};

/** The child must take a ref and be reachable by keyboard: a button or a link. */
export function Tooltip({ content, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-pop animate-in fade-in-0 zoom-in-95"
        >
          {content}
          {shortcut}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
