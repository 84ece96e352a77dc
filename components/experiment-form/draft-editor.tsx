'use client';

import { LayoutTemplate } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs';
import { DraftContext } from './draft-context';
import { FormFooter } from './form-footer';
import { FormSections } from './form-sections';
import { TrialPanel } from './trial-panel';
import { type Editor, type EditorInput, useEditor } from './use-editor';
import { YamlView } from './yaml-view';

export function DraftEditor({ note, ...input }: EditorInput & { note: string | null }) {
  const editor = useEditor(input);
  const { text, server } = editor;
  return (
    <DraftContext value={editor.control}>
      <div className="flex min-h-[calc(100dvh-1rem)] flex-col">
        <PageHeader
          title="New experiment"
          description={note}
          actions={<FromTemplate projectId={editor.current?.id ?? null} />}
        />
        {text.isRestored ? <Restored onDiscard={text.startAfresh} /> : null}
        <Views editor={editor} input={input} />
        <FormFooter
          pending={server.pending}
          onLaunch={editor.launch}
          onTry={editor.tryOnBase}
          onPick={editor.pick}
          panel={
            server.trialId ? (
              <TrialPanel key={server.trialId} trialId={server.trialId} onClose={server.closeTrial} />
            ) : null
          }
        />
      </div>
    </DraftContext>
  );
}

/** On the same project, where it is one of the person's. */
function FromTemplate({ projectId }: { projectId: string | null }) {
  return (
    <Button asChild>
      <Link href={`/templates${projectId === null ? '' : `?project=${projectId}`}` as Route}>
        <LayoutTemplate aria-hidden />
        Start from a template
      </Link>
    </Button>
  );
}

function Views({ editor, input }: { editor: Editor; input: EditorInput }) {
  return (
    <Tabs value={editor.view} onValueChange={editor.setView} className="flex-1">
      <TabsList aria-label="Ways to edit">
        <TabsTrigger value="form">Form</TabsTrigger>
        <TabsTrigger value="yaml">YAML</TabsTrigger>
      </TabsList>
      <TabsContent value="form">
        <FormSections
          projects={input.projects}
          current={editor.current}
          onProject={editor.chooseProject}
          onShowYaml={editor.pick}
        />
      </TabsContent>
      <TabsContent value="yaml">
        <YamlView box={editor.yaml} />
      </TabsContent>
    </Tabs>
  );
}

function Restored({ onDiscard }: { onDiscard: () => void }) {
  return (
    <Callout
      className="mb-4"
      title="Your draft is back where you left it"
      actions={
        <Button size="sm" onClick={onDiscard}>
          Start afresh
        </Button>
      }
    />
  );
}
