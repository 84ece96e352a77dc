'use client';

import { ArrowDown, ArrowUp, Copy, Trash2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Badge } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/icon-button';
import { Card } from '@/components/ui/section';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { AgentField } from './agent-field';
import { useDraft } from './draft-context';
import { TextField } from './fields';
import { countWithin, fieldKey } from './find-problem';
import { letterAt } from './letters';
import { VariantDetails } from './variant-details';
import { VariantPlan } from './variant-plan';

type VariantCardProps = {
  list: FilePath;
  /** Where the strategy of its list is written. */
  at: FilePath;
  index: number;
  count: number;
  onMove: (to: number) => void;
  /** Null where there is no room for another. */
  onDuplicate: (() => void) | null;
  onRemove: () => void;
};

export function VariantCard(props: VariantCardProps) {
  const { list, at, index, onMove } = props;
  const { draft, agents } = useDraft();
  const path = [...list, index];
  const agent = agents.find((candidate) => candidate.name === fieldOf(draft.data, [...path, 'agent']));
  const moveByKey = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(index + (event.key === 'ArrowUp' ? -1 : 1));
  };
  return (
    <Card data-field={fieldKey(path)} tabIndex={-1} onKeyDown={moveByKey} className="p-3">
      <CardHead {...props} />
      <div className="grid gap-3 pt-3 sm:grid-cols-3">
        <TextField path={[...path, 'id']} label="Id" mono placeholder="functional" />
        <AgentField path={[...path, 'agent']} />
        <TextField
          path={[...path, 'model']}
          label="Model"
          optional
          mono
          placeholder="The agent's own choice"
          suggestions={agent?.models}
        />
        <TextField
          path={[...path, 'approach']}
          label="Approach"
          optional
          rows={2}
          className="sm:col-span-3"
          placeholder="Pure functions and immutable data; no classes."
        />
      </div>
      <VariantPlan path={path} list={list} at={at} />
      <VariantDetails path={path} />
    </Card>
  );
}

function CardHead({ list, index, count, onMove, onDuplicate, onRemove }: VariantCardProps) {
  const { draft } = useDraft();
  const letter = letterAt(draft, list, index);
  const id = fieldOf(draft.data, [...list, index, 'id']);
  const problems = countWithin(draft.problems, [...list, index]);
  return (
    <div className="flex items-center gap-2">
      <button
        type="button"
        data-variant-handle={fieldKey([...list, index])}
        aria-label={`Variant ${letter}, ${index + 1} of ${count}; Alt and arrow keys move it`}
        className="flex min-w-0 items-center gap-2 rounded"
      >
        <VariantMark letter={letter} size={22} />
        <span className="truncate font-medium">{typeof id === 'string' && id !== '' ? id : `Variant ${letter}`}</span>
      </button>
      {problems > 0 ? <Badge tone="bad">{problems === 1 ? '1 problem' : `${problems} problems`}</Badge> : null}
      <div className="ml-auto flex">
        <IconButton size="sm" label={`Move ${letter} up`} disabled={index === 0} onClick={() => onMove(index - 1)}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          label={`Move ${letter} down`}
          disabled={index === count - 1}
          onClick={() => onMove(index + 1)}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton size="sm" label={`Duplicate ${letter}`} disabled={!onDuplicate} onClick={() => onDuplicate?.()}>
          <Copy aria-hidden />
        </IconButton>
        <IconButton size="sm" tone="danger" label={`Delete ${letter}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
