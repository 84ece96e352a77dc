import { ChevronRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';

export type Crumb = { label: string; href: Route };

type PageHeaderProps = {
  title: ReactNode;
  /** The way here, without the page itself. */
  crumbs?: readonly Crumb[];
  /** One line below the title: facts, not marketing. */
  description?: ReactNode;
  actions?: ReactNode;
};

export function PageHeader({ title, crumbs = [], description, actions }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        {crumbs.length > 0 ? <Crumbs crumbs={crumbs} /> : null}
        <h1 className="truncate text-base leading-7 font-semibold tracking-tight">{title}</h1>
        {description ? <div className="text-muted">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-xs text-faint">
      {crumbs.map((crumb) => (
        <Fragment key={crumb.href}>
          <Link href={crumb.href} className="truncate rounded hover:text-ink hover:underline">
            {crumb.label}
          </Link>
          <ChevronRight aria-hidden className="size-3 shrink-0" />
        </Fragment>
      ))}
    </nav>
  );
}
