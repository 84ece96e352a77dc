import { findPreset } from '@/lib/core/agents';
import type { Failure, FailureType } from '@/lib/core/failure';

export type FailureFacts = {
  /** Preset or user-given name. */
  agent: string;
  /** What the agent said last about its failure: an error message, else the tail of its standard error. */
  text: string;
  exitCode: number | null;
  signal: string | null;
  /** Code of an error response of the protocol. */
  errorCode?: number | null;
  /** The program itself could not be started. */
  notStarted?: boolean;
  /** What the agent's own format said it was. */
  hint?: FailureType | null;
};

const status = (code: number): string =>
  `\\b(?:api error|error|status|http|code|returned|response|got)[\\s:=("'a-z_]{0,24}\\b${code}\\b|\\b${code}\\b[\\s:"'{]{0,4}(?:unauthorized|forbidden|too many|overloaded|service unavailable|bad gateway|\\{)`;

const TEXT_RULES: [FailureType, RegExp][] = [
  [
    'agent_missing',
    /command not found|: not found$|no such file or directory.*(claude|codex|gemini|opencode)|spawn .* ENOENT/im,
  ],
  [
    'agent_unauthorized',
    new RegExp(
      `${status(401)}|${status(403)}|unauthori[sz]ed|invalid (?:x-)?api[ -]?key|invalid_api_key|incorrect api key|api key (?:is )?(?:not valid|invalid|expired)|authentication_error|permission_error|invalid bearer token|token (?:has )?expired|forbidden`,
      'i',
    ),
  ],
  [
    'agent_not_logged_in',
    /not logged in|please run \/login|(?:run|use) `?\w+ (?:auth )?login|log ?in (?:is )?required|requires? (?:a )?login|authentication required|not authenticated|no (?:api key|credentials|auth)|(?:api[_ ]key|credentials?) (?:is |are |was )?(?:not set|missing|not found|required)|missing (?:api[_ ]key|credentials|environment variable)|invalid auth method|set an auth method|auth method/i,
  ],
  [
    'agent_rate_limited',
    new RegExp(
      `${status(429)}|rate.?limit|usage limit|quota|too many requests|resource_exhausted|credit balance|hit your limit|limit reached`,
      'i',
    ),
  ],
  [
    'agent_overloaded',
    new RegExp(
      `${status(529)}|${status(503)}|${status(502)}|${status(500)}|overloaded|service unavailable|at capacity|high demand|internal server error`,
      'i',
    ),
  ],
  ['turn_limit', /max(?:imum)? (?:number of )?(?:session )?turns|FatalTurnLimited|turn limit/i],
  ['budget', /max(?:imum)? budget|budget (?:exceeded|exhausted)/i],
  ['agent_refused', /\brefus(?:al|ed)\b|usage policy|content policy|safety reasons/i],
];

const CRASH_SIGNALS = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGKILL', 'SIGFPE']);
/** Error code of the Agent Client Protocol. */
export const ACP_AUTH_REQUIRED = -32000;

/** Finds the reason behind what an agent said when it failed, and says what the person can do about it. */
export function classifyFailure(facts: FailureFacts): Failure {
  const type = failureType(facts);
  const detail = lastLines(facts.text);
  const message = sentence(type, facts);
  return {
    type,
    message: detail === '' ? message : `${message} It said: ${detail}`,
    remedy: remedy(type, facts.agent),
  };
}

function failureType(facts: FailureFacts): FailureType {
  if (facts.notStarted === true) return 'agent_missing';
  if (facts.hint) return facts.hint;
  const byText = findReason(facts.text);
  if (byText) return byText;
  if (facts.errorCode === ACP_AUTH_REQUIRED) return 'agent_not_logged_in';
  if (facts.exitCode === 127) return 'agent_missing';
  if (facts.signal !== null && CRASH_SIGNALS.has(facts.signal)) return 'agent_crashed';
  if (facts.signal !== null || (facts.exitCode !== null && facts.exitCode >= 129)) return 'agent_crashed';
  return 'agent_error';
}

function findReason(text: string): FailureType | null {
  return TEXT_RULES.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

const SHORT_ANSWER_CHARS = 400;
const HIDDEN_REASONS: ReadonlySet<FailureType> = new Set([
  'agent_unauthorized',
  'agent_not_logged_in',
  'agent_rate_limited',
  'agent_overloaded',
]);

/**
 * Some agents end a turn normally and put the API's error into their answer. Only for an answer without any work: a
 * short text about an error is then the error itself.
 */
export function findHiddenFailure(agent: string, answer: string): Failure | null {
  const text = answer.trim();
  if (text === '' || text.length > SHORT_ANSWER_CHARS) return null;
  const type = findReason(text);
  if (type === null || !HIDDEN_REASONS.has(type)) return null;
  return classifyFailure({ agent, text, exitCode: null, signal: null, hint: type });
}

function sentence(type: FailureType, facts: FailureFacts): string {
  const title = findPreset(facts.agent)?.title ?? facts.agent;
  switch (type) {
    case 'agent_missing':
      return `${title} could not be started.`;
    case 'agent_not_logged_in':
      return `${title} is not logged in.`;
    case 'agent_unauthorized':
      return `${title} was refused by its provider: the login or API key is not accepted.`;
    case 'agent_rate_limited':
      return `${title} ran into a rate limit or used up its quota.`;
    case 'agent_overloaded':
      return `The provider of ${title} is overloaded or down.`;
    case 'agent_crashed':
      return `${title} ended unexpectedly (${howItEnded(facts)}).`;
    case 'agent_protocol':
      return `${title} did not follow the protocol.`;
    case 'agent_refused':
      return `${title} refused the task.`;
    case 'turn_limit':
      return `${title} reached its limit of turns.`;
    case 'budget':
      return `${title} used up its budget.`;
    default:
      return `${title} failed (${howItEnded(facts)}).`;
  }
}

function howItEnded(facts: FailureFacts): string {
  if (facts.signal !== null) return `signal ${facts.signal}`;
  return facts.exitCode === null ? 'it reported an error' : `exit code ${facts.exitCode}`;
}

function remedy(type: FailureType, agent: string): string {
  const preset = findPreset(agent);
  const login = preset?.login ?? 'Log in with its own command, or pass its API key by `passEnv`.';
  switch (type) {
    case 'agent_missing':
      return preset
        ? `Install it (${preset.install}), or name its program under \`agents: ${agent}: executable\`.`
        : 'Check that its program is installed and on the PATH.';
    case 'agent_not_logged_in':
      return login;
    case 'agent_unauthorized':
      return `Check the login or key. ${login}`;
    case 'agent_rate_limited':
      return 'Wait until the limit resets, lower `maxParallel`, or choose another model, then retry the run.';
    case 'agent_overloaded':
      return 'Retry the run in a few minutes, or choose another model.';
    case 'agent_refused':
      return 'Word the task differently, or choose another agent.';
    case 'turn_limit':
      return 'Raise `limits.maxTurns`, or make the task smaller.';
    case 'budget':
      return 'Raise `limits.budgetUsd`, or make the task smaller.';
    case 'agent_protocol':
      return 'Update the agent and its adapter, or use the command driver.';
    default:
      return 'Read the last lines of its transcript, then retry the run.';
  }
}

/** Enough of an error to recognise it: its last lines, on one line. */
function lastLines(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const joined = lines.slice(-4).join(' ');
  return joined.length > 500 ? `…${joined.slice(-500)}` : joined;
}
