'use client';

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { addVariant, entriesOf, fieldOf, moveEntry } from '@/lib/schemas/experiment-file/draft';
import { sourcesOf, strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { agentForNext } from './agent-for-next';
import { Disclosure } from './disclosure';
import { useDraft } from './draft-context';
import { useRemoveEntry } from './entries';
import { ChoiceField, TextField, ToggleField } from './fields';
import { countWithin, fieldKey } from './find-problem';
import { defaultRule, RULES } from './selection-section';
import { StrategyFields } from './strategy-fields';
import { mostVariants, VariantList } from './variant-list';

const STAGES = ['stages'];
/** Their weights and metrics belong to the experiment's own selection; the YAML has them for a stage as well. */
const STAGE_RULES = RULES.filter(({ value }) => value !== 'weighted' && value !== 'coverage');

type StageCardProps = { index: number; count: number };

export function StageCard({ index, count }: StageCardProps) {
  const { draft, change, agents } = useDraft();
  const path = [...STAGES, index];
  const list = [...path, 'variants'];
  const variants = entriesOf(draft.data, list);
  const add = (): void => change((text) => addVariant(text, agentForNext(variants, agents), list));
  return (
    <section
      aria-label={`Stage ${index + 2}`}
      data-field={fieldKey(path)}
      tabIndex={-1}
      className="border-l-2 border-line-strong pl-3 sm:pl-4"
    >
      <StageHead index={index} count={count} />
      <StageFields index={index} />
      <div className="flex min-h-7 items-center gap-2 pt-4 pb-2">
        <h4 className="text-xs font-medium">Variants of this stage ({variants.length})</h4>
        <Button size="sm" variant="ghost" onClick={add} disabled={variants.length >= mostVariants(draft.data, path)}>
          <Plus aria-hidden /> Add variant to this stage
        </Button>
      </div>
      <div data-field={fieldKey(list)} tabIndex={-1}>
        <VariantList list={list} at={path} />
      </div>
    </section>
  );
}

function StageFields({ index }: { index: number }) {
  const { draft } = useDraft();
  const path = [...STAGES, index];
  const sources = sourcesOf(draft.data, index);
  return (
    <>
      <div className="grid items-start gap-3 pt-2 sm:grid-cols-2">
        <TextField path={[...path, 'name']} label="Name of the stage" mono placeholder="polish" />
        <ChoiceField
          path={[...path, 'from']}
          label="Starts from"
          options={sources.map((source) => ({ value: source, label: sourceWords(source) }))}
          fallback={sources[0]}
        />
        <TextField
          path={[...path, 'task']}
          label="Task of the stage"
          optional
          rows={2}
          className="sm:col-span-2"
          placeholder="As the experiment"
        />
        <StrategyFields at={path} />
        <ChoiceField
          path={[...path, 'select', 'by']}
          owner={[...path, 'select']}
          label="Selection of its winner"
          options={STAGE_RULES}
          fallback={defaultRule(strategyTypeOf(draft.data, path))}
        />
      </div>
      <Disclosure startsOpen={isSet(draft.data, path)} summary="Own test command, combine its results">
        <div className="grid items-start gap-3 pt-3 sm:grid-cols-2">
          <TextField
            path={[...path, 'test']}
            label="Test command of the stage"
            optional
            mono
            hint="Takes the place of the experiment's contract in this stage."
          />
          <div className="sm:pt-5">
            <ToggleField
              path={[...path, 'combine']}
              label="Combine what passed"
              hint="Merged in order; the contract judges what comes out."
            />
          </div>
        </div>
      </Disclosure>
    </>
  );
}

function StageHead({ index, count }: StageCardProps) {
  const { draft, change } = useDraft();
  const removeAt = useRemoveEntry(STAGES);
  const written = fieldOf(draft.data, [...STAGES, index, 'name']);
  const name = typeof written === 'string' && written !== '' ? written : `stage ${index + 2}`;
  const problems = countWithin(draft.problems, [...STAGES, index]);
  const move = (to: number): void => change((text) => moveEntry(text, STAGES, { from: index, to }));
  return (
    <div className="flex items-center gap-2">
      <h3 className="min-w-0 truncate font-medium">
        {index + 2}. {name}
      </h3>
      {problems > 0 ? <Badge tone="bad">{problems === 1 ? '1 problem' : `${problems} problems`}</Badge> : null}
      <div className="ml-auto flex">
        <IconButton size="sm" label={`Move stage ${name} up`} disabled={index === 0} onClick={() => move(index - 1)}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          label={`Move stage ${name} down`}
          disabled={index === count - 1}
          onClick={() => move(index + 1)}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          tone="danger"
          label={`Delete stage ${name}`}
          onClick={() => removeAt(index, `Stage ${name}`)}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

function sourceWords(source: string): string {
  if (source === 'base') return 'The base';
  const dot = source.lastIndexOf('.');
  const stage = source.slice(0, dot);
  return source.endsWith('.merged') ? `Everything that passed in ${stage}, merged` : `The winner of ${stage}`;
}

function isSet(data: unknown, path: readonly (string | number)[]): boolean {
  return ['test', 'combine'].some((key) => fieldOf(data, [...path, key]) !== undefined);
}
