/** Help for every type of failure. */
import { allowEntry } from '../allowed-host';
import { formatBytes, formatDuration } from '../display';
import type { FailureType } from '../failure';
import {
  doubledCount,
  doubledDisk,
  doubledMemory,
  doubledPids,
  doubledSetUpTime,
  doubledTime,
  fewerAtOnce,
  withRetries,
} from './raise';
import { DISK_LINES, linesAbout } from './signs';
import type { ErrorHelp, Evidence, HelpAction, HelpFacts } from './types';

type Told = { title: string; evidence?: Evidence[]; actions: HelpAction[]; advice?: string };
type Tell = (facts: HelpFacts) => Told;

const RETRY: HelpAction = { type: 'retry' };
const EDIT: HelpAction = { type: 'edit' };

/** What happened is the sentence of the failure; what to try is its remedy, unless there is better advice. */
export function helpFromType(facts: HelpFacts): ErrorHelp {
  const { failure } = facts;
  const [sentence = '', ...lines] = failure.message.trim().split('\n');
  const { title, evidence = [], actions, advice = failure.remedy } = TELLERS[failure.type](facts);
  const said = lines.join('\n').trim();
  return {
    kind: failure.type,
    title,
    happened: sentence,
    evidence: said === '' ? evidence : [{ label: 'It said', text: said }, ...evidence],
    advice,
    actions,
  };
}

const login: Tell = ({ agent }) => ({
  title: 'The agent is not logged in',
  actions: [{ type: 'open-agents', agent }, RETRY],
});

const agentEnded: (title: string) => Tell = (title) => (facts) => ({
  title,
  evidence: printed(facts),
  actions: [...allowActions(facts), RETRY, EDIT],
});

const TELLERS: Record<FailureType, Tell> = {
  agent_missing: ({ agent }) => ({
    title: 'The agent could not be started',
    actions: [{ type: 'open-agents', agent }, RETRY, EDIT],
  }),
  agent_not_logged_in: login,
  agent_unauthorized: (facts) => ({ ...login(facts), title: 'The login or key was not accepted' }),
  agent_rate_limited: (facts) => ({
    title: 'The agent met a rate limit',
    advice:
      'Wait until the limit is over and retry, let the run try again by itself, or run fewer agents at the same time.',
    actions: [RETRY, ...withRetries(facts), ...fewerAtOnce(facts)],
  }),
  agent_overloaded: (facts) => ({
    title: 'The provider is overloaded or down',
    actions: [RETRY, ...withRetries(facts)],
  }),
  agent_crashed: agentEnded('The agent ended unexpectedly'),
  agent_protocol: ({ agent }) => ({
    title: 'The agent did not follow its protocol',
    actions: [{ type: 'open-agents', agent }, RETRY],
  }),
  agent_refused: () => ({ title: 'The agent refused the task', actions: [EDIT, RETRY] }),
  agent_error: agentEnded('The agent ended with an error'),
  setup_failed: (facts) => ({
    title: 'The set-up failed',
    evidence: facts.setup ? [{ label: 'Set-up', text: facts.setup }] : [],
    advice: 'Correct the set-up, and try it on the base before agents are paid.',
    actions: [...longerSetUp(facts), ...allowActions(facts), { type: 'try-on-base' }, EDIT, RETRY],
  }),
  base_unavailable: () => ({ title: 'The base could not be prepared', actions: [RETRY, { type: 'open-data' }] }),
  capture_failed: () => ({ title: 'The result could not be kept', actions: [RETRY, { type: 'open-data' }] }),
  timed_out: (facts) => ({
    title: 'The agent ran out of time',
    evidence: [limitText('Time', [facts.durationMs, facts.limits.timeoutMs], formatDuration)],
    advice: 'Give it more time, or make the task smaller.',
    actions: [doubledTime(facts, 'timeout'), ...followOn(facts), RETRY],
  }),
  idle: (facts) => ({
    title: 'The agent said nothing for too long',
    evidence: [{ label: 'Longest silence allowed', text: formatDuration(facts.limits.idleMs) }],
    advice: 'Allow a longer silence where its commands take long, or look at what it waited for.',
    actions: [doubledTime(facts, 'idle'), ...allowActions(facts), RETRY],
  }),
  turn_limit: (facts) => ({
    title: 'The agent used up its turns',
    actions: [...doubledCount(facts, 'maxTurns'), ...followOn(facts), RETRY],
  }),
  tool_limit: (facts) => ({
    title: 'The agent used up its tool calls',
    actions: [...doubledCount(facts, 'maxToolCalls'), ...followOn(facts), RETRY],
  }),
  budget: (facts) => ({
    title: 'The agent used up its budget',
    actions: [...doubledCount(facts, 'budgetUsd'), ...followOn(facts), RETRY],
  }),
  out_of_memory: (facts) => ({
    title: 'It ran out of memory',
    evidence: [limitText('Memory', [facts.peak?.memoryBytes ?? null, facts.sandbox.memoryBytes], formatBytes)],
    actions: [doubledMemory(facts), RETRY],
  }),
  pids_limit: (facts) => ({
    title: 'It started too many processes',
    evidence: [limitText('Processes', [facts.peak?.pids ?? null, facts.sandbox.pids], String)],
    actions: [doubledPids(facts), RETRY],
  }),
  disk_limit: (facts) => ({
    title: 'It wrote more than its sandbox may hold',
    evidence: [limitText('Disk', [facts.peak?.diskBytes ?? null, facts.sandbox.diskBytes], formatBytes)],
    actions: [doubledDisk(facts), RETRY],
  }),
  sandbox_unavailable: () => ({
    title: 'The sandbox could not be started',
    actions: [{ type: 'open-host' }, RETRY, EDIT],
  }),
  gate_failed: () => ({ title: 'A gate does not hold', actions: [RETRY, EDIT] }),
  parents_conflict: () => ({
    title: 'The results before it do not fit together',
    advice: 'Let an agent resolve the conflict, or go on from a commit of yours in which it is resolved.',
    actions: [{ type: 'resolve-conflict' }, EDIT],
  }),
  condition_failed: () => ({
    title: 'Its condition could not be answered',
    advice: 'Correct `when` of the variant, then run the experiment again.',
    actions: [EDIT],
  }),
  cancelled: () => ({ title: 'It was stopped', actions: [RETRY] }),
  runner_lost: (facts) => ({ title: 'Its runner was lost', actions: [RETRY, ...withRetries(facts)] }),
  host_lost: (facts) => ({
    title: 'Its host was lost',
    actions: [RETRY, ...withRetries(facts), { type: 'open-host' }],
  }),
  system: () => ({ title: 'Bakeoff itself failed', actions: [RETRY, { type: 'open-host' }] }),
};

/** The file system has no room: another thing than a limit of the sandbox. */
export function diskFull(facts: HelpFacts, source: Evidence): ErrorHelp {
  return {
    kind: 'disk_full',
    title: 'The disk is full',
    happened: 'A command could not write, because the disk has no room left.',
    evidence: [{ label: source.label, text: linesAbout(source.text, DISK_LINES) }],
    advice:
      'Remove old sandboxes and unused cache, or let the run write more where its sandbox has a limit; then retry.',
    actions: [{ type: 'open-data' }, doubledDisk(facts), RETRY],
  };
}

/** What was refused to it, and is not allowed yet; that may be why it failed. */
export function allowActions({ blocked, allowed }: HelpFacts): HelpAction[] {
  const entries = [...new Set(blocked.map(allowEntry))].filter((entry) => !allowed.includes(entry));
  return entries.slice(0, 2).map((entry) => ({ type: 'allow-host', entry }));
}

function longerSetUp(facts: HelpFacts): HelpAction[] {
  return facts.failure.message.includes('took too long') ? [doubledSetUpTime(facts)] : [];
}

/** Its result is there, though it did not come to an end. */
function followOn({ canFollowUp, hasResult }: HelpFacts): HelpAction[] {
  return canFollowUp && hasResult ? [{ type: 'follow-up', text: 'Go on where you were stopped, and finish.' }] : [];
}

function printed({ stderr, stdout }: HelpFacts): Evidence[] {
  const text = stderr.trim() === '' ? stdout.trim() : stderr.trim();
  if (text === '') return [];
  return [
    {
      label: stderr.trim() === '' ? 'Last output' : 'Last of standard error',
      text: text.split('\n').slice(-6).join('\n'),
    },
  ];
}

function limitText(
  what: string,
  [used, limit]: [used: number | null, limit: number | null],
  format: (value: number) => string,
): Evidence {
  const shown = [used === null ? 'not measured' : format(used), limit === null ? 'no limit of its own' : format(limit)];
  return { label: `${what}, used and allowed`, text: shown.join(' of ') };
}
