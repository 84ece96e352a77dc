import { Fragment } from 'react';
import { CodeLine } from './code-line';
import { CopyButton } from './copy-button';
import { InlineCode } from './inline-code';
import { isCommand } from './is-command';

/** What a person does next: a command to copy, or a sentence in which each command can be copied. */
export function Instruction({ text, what }: { text: string; what: string }) {
  if (isCommand(text)) return <CodeLine text={text} what={what} className="w-full max-w-xl" />;
  return (
    <span className="wrap-anywhere">
      {text.split(/(`[^`]+`)/).map((part, index) => (
        <Fragment key={index}>
          <InlineCode text={part} />
          {/^`\S+ .*`$/.test(part) ? (
            <CopyButton text={part.slice(1, -1)} what={what} className="-my-1 align-middle" />
          ) : null}
        </Fragment>
      ))}
    </span>
  );
}
