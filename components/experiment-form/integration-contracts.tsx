'use client';

import type { ReactNode } from 'react';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { addIntegrationContract, idsOf } from '@/lib/schemas/experiment-file/draft-plan';
import { useDraft } from './draft-context';
import { Entries } from './entries';
import { jsonCodec } from './field-text';
import { ChoiceField, TextField } from './fields';
import { IdsField } from './ids-field';

const LIST: FilePath = ['integrationContracts'];

/** Interfaces that two tasks agreed on: shown to both, checked on what the provider leaves. */
export function IntegrationContracts() {
  const { change } = useDraft();
  return (
    <div className="pt-2">
      <Entries
        list={LIST}
        title="Interfaces that tasks rely on"
        what="contract"
        onAdd={() => change(addIntegrationContract)}
        fields={contractFields}
      />
    </div>
  );
}

function contractFields(path: FilePath): ReactNode {
  return <ContractFields path={path} />;
}

function ContractFields({ path }: { path: FilePath }) {
  const { draft } = useDraft();
  const ids = idsOf(draft.data);
  const provider = fieldOf(draft.data, [...path, 'provider']);
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <TextField path={[...path, 'name']} label="Name" placeholder="users-api" />
      <ChoiceField
        path={[...path, 'provider']}
        label="Provider"
        options={ids.map((id) => ({ value: id, label: id }))}
        placeholder="Choose who keeps it"
      />
      <IdsField
        path={[...path, 'consumers']}
        label="Consumers"
        ids={ids.filter((id) => id !== provider)}
        emptyText="There is no other variant yet."
        className="sm:col-span-2"
      />
      <TextField
        path={[...path, 'specification']}
        label="Specification"
        rows={4}
        mono
        className="sm:col-span-2"
        placeholder="GET /users answers with a JSON list of { id, name }."
        hint="Text, or a JSON Schema. Provider and consumers read it in their prompts."
      />
      <TextField
        path={[...path, 'check']}
        label="Check command"
        optional
        mono
        className="sm:col-span-2"
        placeholder="node check-api.mjs"
        hint="Runs on the provider's result. When it fails, the provider's run fails."
      />
      <TextField
        path={[...path, 'produces', 'path']}
        label="File it must leave"
        optional
        mono
        placeholder="openapi.json"
      />
      <TextField
        path={[...path, 'produces', 'schema']}
        label="JSON Schema of that file"
        optional
        rows={3}
        mono
        codec={jsonCodec}
        placeholder={'{ "type": "object" }'}
      />
    </div>
  );
}
