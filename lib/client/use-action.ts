'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { Result } from '@/lib/core/result';
import type { Refusal } from '@/lib/services/bakeoff';

export type { Refusal };

type Options<T> = {
  /** Said in a toast when it worked. */
  success?: string | ((value: T) => string);
  onSuccess?: (value: T) => void;
  /** Return true when the refusal is shown in place; else it is said in a toast. */
  onRefusal?: (refusal: Refusal) => boolean;
};

/** Calls a server action: knows whether it runs, and says in words what a refusal says. Never throws. */
export function useAction<I, T>(action: (input: I) => Promise<Result<T, Refusal>>, options: Options<T> = {}) {
  const mutation = useMutation({
    mutationFn: action,
    onSuccess: (result) => {
      if (result.ok) {
        announce(options.success, result.value);
        options.onSuccess?.(result.value);
      } else if (!options.onRefusal?.(result.error)) {
        toastRefusal(result.error);
      }
    },
    onError: () => toastRefusal(UNREACHABLE),
  });
  const { data, isPending, variables, mutate, reset } = mutation;
  return {
    run: mutate,
    isPending,
    /** What it was last called with; says which of several buttons is busy. */
    input: variables,
    /** The last answer, until `reset` or the next call. */
    found: data?.ok ? data.value : null,
    refusal: data && !data.ok ? data.error : null,
    reset,
  };
}

/** A refusal as a toast: what happened, and the next step below it. */
export function toastRefusal(refusal: Refusal): void {
  toast.error(refusal.message, { description: refusal.remedy || undefined, duration: 10_000 });
}

const UNREACHABLE: Refusal = {
  type: 'unreachable',
  message: 'The Bakeoff server did not answer.',
  remedy: 'Check that it still runs, then try again.',
};

function announce<T>(success: Options<T>['success'], value: T): void {
  if (success) toast.success(typeof success === 'function' ? success(value) : success);
}
