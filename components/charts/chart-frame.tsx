import type { ReactNode } from 'react';

type ChartFrameProps = {
  title: string;
  note: string | null;
  /** The same numbers for whoever can't see the drawing: head, then rows. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
};

/** A drawing and, behind it, its table for screen readers. */
export function ChartFrame({ title, note, head, rows, children }: ChartFrameProps) {
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline gap-2 pb-1">
        <span className="truncate font-medium">{title}</span>
        {note ? <span className="shrink-0 text-xs text-faint">{note}</span> : null}
      </figcaption>
      <div aria-hidden>{children}</div>
      {/* A table is never narrower than its words, so the box around it is what is hidden. */}
      <div className="sr-only">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              {head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...rest]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {rest.map((text, index) => (
                  <td key={index}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
