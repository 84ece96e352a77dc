import type { PreviewView } from '@/lib/schemas/view';
import { Callout } from '@/components/ui/callout';
import { plainText } from './ansi-text';
import { CodeBlock } from './tool-call';

/** Why a preview is not there, with what its command printed. */
export function PreviewNote({ preview }: { preview: PreviewView }) {
  if (preview.status !== 'failed') return null;
  return (
    <Callout tone="bad" title={plainText(preview.error ?? 'The preview did not start.')}>
      {preview.output.trim() === '' ? (
        'Its command printed nothing.'
      ) : (
        <CodeBlock label="Output of the preview" text={preview.output} className="mt-1 max-h-60" />
      )}
    </Callout>
  );
}
