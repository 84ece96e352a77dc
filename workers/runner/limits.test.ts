import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exceededLimit, TimeWatch, WorkCounter } from './limits';
import type { Failure } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';

const limits = { timeoutMs: 60_000, idleMs: 1000, maxTurns: null, maxToolCalls: null, budgetUsd: null };
const message = (id = 'm'): AgentEvent => ({ type: 'message', id, text: 'x' });
const tool = (id: string, status: 'running' | 'completed'): AgentEvent => ({ type: 'tool', id, status });

function counted(events: AgentEvent[]): WorkCounter {
  const counter = new WorkCounter();
  for (const event of events) counter.observe(event);
  return counter;
}

describe('WorkCounter', () => {
  it('counts an answer in many pieces once', () => {
    expect(counted([message(), message(), { type: 'thought', id: null, text: 't' }]).turns).toBe(1);
  });
  it('begins a turn after tools have ended', () => {
    const events = [message('a'), tool('1', 'running'), tool('1', 'completed'), message('b'), tool('2', 'running')];
    expect(counted(events)).toMatchObject({ turns: 2, toolCalls: 2 });
  });
  it('takes tools side by side for one turn', () => {
    const events = [tool('1', 'running'), tool('2', 'running'), tool('1', 'completed'), tool('2', 'completed')];
    expect(counted(events)).toMatchObject({ turns: 1, toolCalls: 2 });
  });
  it('counts a tool once however often it changes', () => {
    expect(counted([tool('1', 'running'), tool('1', 'running'), tool('1', 'completed')]).toolCalls).toBe(1);
  });
  it('begins a turn at a follow-up', () => {
    expect(counted([message(), { type: 'prompt', text: 'more' }, message()]).turns).toBe(2);
  });
});

describe('exceededLimit', () => {
  const counter = counted([message('a'), tool('1', 'running'), tool('1', 'completed'), message('b')]);
  it('allows exactly the limit', () => {
    expect(exceededLimit({ ...limits, maxTurns: 2, maxToolCalls: 1, budgetUsd: 1 }, counter, 1)).toBeNull();
  });
  it('names the limit that was passed', () => {
    expect(exceededLimit({ ...limits, maxTurns: 1 }, counter, null)?.type).toBe('turn_limit');
    expect(exceededLimit({ ...limits, maxToolCalls: 0 }, counter, null)?.type).toBe('tool_limit');
    expect(exceededLimit({ ...limits, budgetUsd: 0.5 }, counter, 0.51)?.type).toBe('budget');
  });
  it('cannot hold an agent to a budget that does not tell its cost', () => {
    expect(exceededLimit({ ...limits, budgetUsd: 0.5 }, counter, null)).toBeNull();
  });
});

const watched = (over: Partial<typeof limits> = {}): { watch: TimeWatch; seen: Failure['type'][] } => {
  const seen: Failure['type'][] = [];
  return { seen, watch: new TimeWatch({ ...limits, ...over }, (failure) => seen.push(failure.type)) };
};

describe('TimeWatch', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  it('reports silence, counted from the last sign of life', () => {
    const { watch, seen } = watched();
    vi.advanceTimersByTime(900);
    watch.sign();
    vi.advanceTimersByTime(900);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(101);
    expect(seen).toEqual(['idle']);
    watch.close();
  });
  it('reports the wall clock however lively the agent is', () => {
    const { watch, seen } = watched({ timeoutMs: 3000 });
    for (let i = 0; i < 40; i++) {
      vi.advanceTimersByTime(100);
      watch.sign();
    }
    expect(seen).toEqual(['timed_out']);
    watch.close();
  });
  it('does not count the time in which a person is asked as silence', () => {
    const { watch, seen } = watched();
    watch.setWaitingForPerson(true);
    vi.advanceTimersByTime(30_000);
    expect(seen).toEqual([]);
    watch.setWaitingForPerson(false);
    vi.advanceTimersByTime(2100);
    expect(seen).toEqual(['idle']);
    watch.close();
  });
  it('is quiet after it was closed', () => {
    const { watch, seen } = watched();
    watch.close();
    vi.advanceTimersByTime(100_000);
    expect(seen).toEqual([]);
  });
});
