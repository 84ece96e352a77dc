import { toast } from 'sonner';

/** Puts a text on the clipboard; says so, and hands it over where the clipboard is refused. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.success(`Copied the ${what}`);
  } catch {
    // The clipboard is refused without a secure context or permission: hand over the text itself.
    toast.info(`Copy this ${what} by hand`, { description: text.slice(0, 2000), duration: 20_000 });
  }
}
