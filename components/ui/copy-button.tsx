'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from './button';
import { IconButton } from './icon-button';

type CopyButtonProps = {
  text: string;
  /** What is copied, for example "command"; the button's name is "Copy command". */
  what: string;
  /** Shows the words beside the icon. */
  showLabel?: boolean;
  className?: string;
};

export function CopyButton({ text, what, showLabel, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const icon = copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />;
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // The clipboard is refused without a secure context or permission: hand over the text itself.
      toast.info(`Copy this ${what} by hand`, { description: text, duration: 20_000 });
    }
  }
  if (showLabel) {
    return (
      <Button size="sm" className={className} onClick={copy}>
        {icon}
        Copy {what}
      </Button>
    );
  }
  return (
    <IconButton size="sm" label={copied ? 'Copied' : `Copy ${what}`} className={className} onClick={copy}>
      {icon}
    </IconButton>
  );
}
