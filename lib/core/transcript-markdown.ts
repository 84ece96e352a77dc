/**
 * A transcript as Markdown. What agents and commands wrote stands in fences longer than any run of backticks in it, so
 * that it can't end its fence and become headings, links or HTML of the reader's page. Pure.
 */
import { assertNever } from './assert-never';
import { readableText } from './clean-text';
import { inlineDiff } from './inline-diff';
import { blockedText, type ToolItem, type TranscriptItem } from './transcript';

/** `title` is the heading above it. */
export function toMarkdown(items: readonly TranscriptItem[], title: string): string {
  return [`# ${inlineText(title)}`, ...items.map(entryMarkdown)].filter((part) => part !== '').join('\n\n') + '\n';
}

/** One entry; empty where there is nothing to read. */
export function entryMarkdown(item: TranscriptItem): string {
  switch (item.type) {
    case 'prompt':
      return titled('To the agent', fence(item.text, 'markdown'));
    case 'message':
      return titled('The agent', fence(item.text, 'markdown'));
    case 'thought':
      return titled('Thought', fence(item.text, 'markdown'));
    case 'plan':
      return titled('Plan', item.entries.map((entry) => planLine(entry.status, entry.text)).join('\n'));
    case 'tool':
      return toolMarkdown(item);
    case 'permission':
      return titled(`The agent asked: ${inlineText(item.title)}`, fence(item.input ?? '', 'text'), answerText(item));
    case 'output':
      return titled(item.stream === 'stderr' ? 'Standard error' : 'Standard output', fence(item.text, 'text'));
    case 'step':
      return titled(`${capital(item.step)}: ${inlineText(item.name)}`, fence(item.text, 'text'));
    case 'notice':
      return titled(capital(item.level), fence(item.text, 'text'));
    case 'failure':
      return titled('Failure', fence(`${item.failure.message}\n${item.failure.remedy}`, 'text'));
    case 'blocked':
      return `*${inlineText(blockedText(item))}*`;
    case 'session':
      return `*The agent is up ${inlineText([item.model, item.version].filter((part) => part !== null).join(', '))}*`;
    case 'turn_end':
      return `*The turn ended: ${inlineText(item.reason)}*`;
    case 'status':
      return `*${inlineText(item.status)}*`;
    case 'paused':
      return '*Paused*';
    case 'resumed':
      return '*Goes on*';
    default:
      return assertNever(item);
  }
}

function toolMarkdown(item: ToolItem): string {
  const hasDiff = item.content.some((part) => part.type === 'diff');
  const state = item.status === 'completed' ? '' : ` (${item.status})`;
  const parts = item.content.map((part) =>
    part.type === 'text'
      ? fence(part.text, 'text')
      : fence([`# ${part.path}`, ...diffLines(part.oldText, part.newText)].join('\n'), 'diff'),
  );
  const input = item.input && !hasDiff ? fence(item.input, 'text') : '';
  return titled(`Tool${state}: ${inlineText(item.title)}`, input, ...parts, fence(item.output, 'text'));
}

function diffLines(oldText: string | null, newText: string): string[] {
  return inlineDiff(oldText, newText).map(({ mark, text }) => (mark === '…' ? '# …' : `${mark}${text}`));
}

function answerText({ answer, options }: Extract<TranscriptItem, { type: 'permission' }>): string {
  if (!answer) return '*Waits for an answer*';
  const chosen = options.find((option) => option.id === answer.optionId);
  return `*${chosen ? inlineText(chosen.name) : 'Refused'}, by ${answer.by === 'policy' ? 'the policy' : 'a person'}*`;
}

const PLAN_MARKS = { pending: '[ ]', in_progress: '[ ] …', completed: '[x]' };

function planLine(status: keyof typeof PLAN_MARKS, text: string): string {
  return `- ${PLAN_MARKS[status]} ${inlineText(text)}`;
}

function titled(title: string, ...parts: string[]): string {
  const body = parts.filter((part) => part !== '');
  return body.length === 0 ? `### ${title}` : [`### ${title}`, ...body].join('\n\n');
}

/** Empty text needs no fence. */
export function fence(text: string, language: string): string {
  const body = readableText(text).replace(/\n+$/, '');
  if (body.trim() === '') return '';
  const marks = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${marks}${language}\n${body}\n${marks}`;
}

/** One line as a code span, where nothing is markup. */
export function inlineText(text: string): string {
  const line = readableText(text).replaceAll(/\s+/g, ' ').trim();
  if (line === '') return '';
  const marks = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${marks}${padding}${line}${padding}${marks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
