import { claudeDialect } from './claude';
import { codexDialect } from './codex';
import type { Dialect } from './dialect';
import { geminiDialect } from './gemini';
import { opencodeDialect } from './opencode';
import type { OutputDialect } from '@/lib/core/experiment';

const DIALECTS: Record<OutputDialect, () => Dialect> = {
  text: textDialect,
  'claude-stream-json': claudeDialect,
  'codex-jsonl': codexDialect,
  'gemini-stream-json': geminiDialect,
  'opencode-json': opencodeDialect,
};

export function createDialect(name: OutputDialect): Dialect {
  return DIALECTS[name]();
}

/** Plain output. It says nothing of its end, so the exit code decides. */
function textDialect(): Dialect {
  return {
    push: (text) => (text === '' ? [] : [{ type: 'output', stream: 'stdout', text }]),
    end: () => [],
    verdict: () => ({ state: 'none' }),
  };
}
