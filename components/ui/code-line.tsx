import { cn } from './cn';
import { CopyButton } from './copy-button';

/** A command or a path in one line, with a button that copies it. */
export function CodeLine({ text, what, className }: { text: string; what: string; className?: string }) {
  return (
    <div className={cn('flex min-w-0 items-center gap-1 rounded-md border bg-subtle py-0.5 pr-1 pl-2', className)}>
      <code className="min-w-0 flex-1 py-0.5 font-mono text-xs break-words">{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
