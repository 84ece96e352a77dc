import { Fragment } from 'react';

/** A sentence in which `parts between backticks` are set as code. Nothing else is read into it. */
export function InlineCode({ text }: { text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="rounded bg-hover px-1 py-px font-mono text-[0.92em] text-ink">
        {part}
      </code>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
