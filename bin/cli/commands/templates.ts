import type { Common } from '@/bin/cli/commands/read';
import { findExperiment } from '@/bin/cli/lookup';
import { done, type Outcome, refused } from '@/bin/cli/outcome';
import { withSession } from '@/bin/cli/session';
import { table } from '@/bin/cli/tables';
import { oneLine } from '@/lib/core/plain-text';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import type { TemplateView } from '@/lib/schemas/template-files';

const TITLE_WIDTH = 48;

type Templates = {
  save: string | undefined;
  title: string | undefined;
  description: string;
  remove: string | undefined;
};

/** Lists them; with `save` or `remove` it changes the person's own. */
export function templatesCommand(common: Common, { save, title, description, remove }: Templates): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    if (remove !== undefined) {
      const removed = await bakeoff.templates.remove(remove);
      return removed.ok ? done({ removed: remove }, `Deleted the template ${remove}.`) : refused(removed.error);
    }
    if (save !== undefined) {
      const { name, source, project } = await findExperiment(bakeoff, save);
      const saved = await bakeoff.templates.save({
        title: title ?? name,
        description,
        text: draftFrom(source, project),
      });
      return saved.ok ? done(saved.value, saved.value.name) : refused(saved.error);
    }
    const templates = await bakeoff.templates.list();
    return done({ templates }, templatesTable(templates));
  });
}

function templatesTable(templates: TemplateView[]): string {
  const rows = templates.map(({ name, title, origin, problems }) => [
    name,
    origin === 'own' ? 'yours' : 'pattern',
    problems.length > 0 ? `not valid: ${oneLine(problems.join(' '), TITLE_WIDTH)}` : oneLine(title, TITLE_WIDTH),
  ]);
  return `${table(['NAME', 'FROM', 'TITLE'], rows)}\n\n\`bakeoff run --template NAME\` runs one.`;
}
