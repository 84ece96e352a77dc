'use client';

import { FolderGit2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { repeatMark, sentences } from '@/lib/client/format';
import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeLine } from '@/components/ui/code-line';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Spinner } from '@/components/ui/spinner';
import { checkoutRun } from '../../../_actions/runs';

/** The ways to get a result onto a disk: a command for any clone, or a work tree made here. */
export function CheckoutDialog({ run }: { run: RunView }) {
  const [open, setOpen] = useState(false);
  if (!run.resultSha) return null;
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">
          <FolderGit2 aria-hidden />
          Check out
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Check out ${run.variant.key}${repeatMark(run.repeat)}`}
        description="Winner or not, every result stays within reach."
      >
        <div className="flex flex-col gap-4">
          <FetchCommand runId={run.id} />
          <Worktree run={run} />
        </div>
      </DialogContent>
    </Dialog>
  );
}

function FetchCommand({ runId }: { runId: string }) {
  const [command, setCommand] = useState<string | null>(null);
  const { run, refusal } = useAction(checkoutRun, {
    onSuccess: (result) => setCommand(result.fetchCommand),
    onRefusal: () => true,
  });
  useEffect(() => run({ runId, dir: null }), [run, runId]);
  return (
    <div className="flex flex-col gap-1">
      <p className="text-xs font-medium">In any clone of the project</p>
      {command ? <CodeLine text={command} what="command" /> : null}
      {refusal ? (
        <Callout tone="bad" title={refusal.message}>
          {refusal.remedy}
        </Callout>
      ) : null}
      {command || refusal ? null : <Spinner label="Finding the command" />}
    </div>
  );
}

function Worktree({ run }: { run: RunView }) {
  const [dir, setDir] = useState('');
  const [made, setMade] = useState<{ dir: string; branch: string } | null>(null);
  const create = useAction(checkoutRun, { onSuccess: (result) => setMade(result.worktree), onRefusal: () => true });
  const { refusal } = create;
  if (made) {
    return (
      <Callout tone="ok" title={`Checked out on the branch ${made.branch}.`}>
        <CodeLine text={made.dir} what="path" className="mt-1" />
      </Callout>
    );
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (dir.trim() !== '') create.run({ runId: run.id, dir: dir.trim() });
      }}
    >
      <Field
        label="As a work tree on this machine"
        hint="An absolute path of a folder that is not there yet. A new branch of your repository is checked out in it."
        error={refusal ? sentences(refusal) : null}
      >
        {(control) => (
          <Input
            {...control}
            mono
            value={dir}
            placeholder={`/home/me/${run.variant.key}`}
            onChange={(event) => setDir(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" size="sm" className="self-end" pending={create.isPending} disabled={dir.trim() === ''}>
        Make a work tree
      </Button>
    </form>
  );
}
