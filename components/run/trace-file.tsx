'use client';

import { Braces, Download } from 'lucide-react';
import { traceUrl } from '@/lib/client/queries';
import type { Trace } from '@/lib/schemas/trace';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { CodeBlock } from './tool-call';

type TraceFileProps = { trace: Trace; open: boolean; onOpen: (open: boolean) => void };

/** The trace as the file that it is. */
export function TraceFile({ trace, open, onOpen }: TraceFileProps) {
  const text = open ? JSON.stringify(trace, null, 2) : '';
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" aria-expanded={open} onClick={() => onOpen(!open)}>
          <Braces aria-hidden />
          {open ? 'Hide JSON' : 'Show JSON'}
        </Button>
        <Button asChild size="sm">
          <a href={traceUrl(trace.runId)} download>
            <Download aria-hidden />
            Download trace
          </a>
        </Button>
      </div>
      {open ? (
        <div className="relative min-w-0">
          <CodeBlock label="Trace as JSON" text={text} className="max-h-[70dvh]" />
          <CopyButton text={text} what="trace" className="absolute top-1 right-3 bg-canvas" />
        </div>
      ) : null}
    </div>
  );
}
