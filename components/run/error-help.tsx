import type { ReactNode } from 'react';
import type { ErrorHelp, HelpAction } from '@/lib/core/error-help/types';
import { Callout } from '@/components/ui/callout';
import { InlineCode } from '@/components/ui/inline-code';
import { plainText } from './ansi-text';

export type HelpButtonOf = { action: HelpAction; button: ReactNode };

type HelpProps = {
  help: ErrorHelp;
  /** For each of its actions the button that does it. */
  buttons: readonly HelpButtonOf[];
};

/** A failed run explained: what happened, what shows it, what to try, and the buttons that do it. */
export function ErrorHelpCard({ help, buttons }: HelpProps) {
  return (
    <Callout tone={help.kind === 'cancelled' ? 'info' : 'bad'} title={plainText(help.title)}>
      <p className="text-ink">{plainText(help.happened)}</p>
      {help.evidence.map((one) => (
        <figure key={one.label} className="my-2 min-w-0">
          <figcaption className="text-xs">{plainText(one.label)}</figcaption>
          <pre
            tabIndex={0}
            role="region"
            aria-label={plainText(one.label)}
            className="mt-0.5 max-h-40 overflow-auto rounded border bg-canvas px-2 py-1.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-ink"
          >
            {plainText(one.text)}
          </pre>
        </figure>
      ))}
      <p>
        <InlineCode text={plainText(help.advice)} />
      </p>
      <div className="flex flex-wrap gap-1.5 pt-2 empty:hidden">{buttons.map(({ button }) => button)}</div>
    </Callout>
  );
}

/** The same for a narrow column: its first lines, and the first thing to try. */
export function ErrorHelpNote({ help, buttons }: HelpProps) {
  const [evidence] = help.evidence;
  return (
    <Callout tone={help.kind === 'cancelled' ? 'info' : 'bad'} title={plainText(help.title)}>
      <p className="line-clamp-3">{plainText(help.happened)}</p>
      {evidence ? (
        <p className="my-1 line-clamp-4 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-ink">
          {plainText(evidence.text)}
        </p>
      ) : null}
      <p className="line-clamp-3">
        <InlineCode text={plainText(help.advice)} />
      </p>
      <div className="flex flex-wrap gap-1.5 pt-1.5 empty:hidden">
        {/* A column has its own button to retry. */}
        {buttons
          .filter(({ action }) => action.type !== 'retry')
          .slice(0, 2)
          .map(({ button }) => button)}
      </div>
    </Callout>
  );
}
