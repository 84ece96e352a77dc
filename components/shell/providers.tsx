'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider, useTheme } from 'next-themes';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { TooltipProvider } from '@/components/ui/tooltip';
import { createQueryClient } from '@/lib/client/query-client';

/** What every page needs around it: theme, data, tooltips, toasts. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange nonce={nonce}>
      <QueryClientProvider client={client}>
        <TooltipProvider delayDuration={400}>
          {children}
          <Toasts />
        </TooltipProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}

function Toasts() {
  const { theme } = useTheme();
  return (
    <Toaster
      theme={theme === 'light' || theme === 'dark' ? theme : 'system'}
      position="bottom-right"
      closeButton
      toastOptions={{
        classNames: {
          toast: '!rounded-md !border !border-line-strong !bg-canvas !text-ink !shadow-pop !font-sans',
          title: '!text-ui !font-medium',
          description: '!text-xs !text-muted',
          actionButton: '!bg-ink !text-canvas',
          closeButton: '!bg-canvas !text-muted !border-line-strong',
          error: '[&_[data-icon]]:!text-bad',
          success: '[&_[data-icon]]:!text-ok',
        },
      }}
    />
  );
}
