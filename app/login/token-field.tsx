'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

export function TokenField() {
  return (
    <Field label="Or paste the token" hint="What follows ?token= in the printed URL.">
      {(control) => (
        <Input {...control} mono required name="token" type="password" autoComplete="off" spellCheck={false} />
      )}
    </Field>
  );
}
