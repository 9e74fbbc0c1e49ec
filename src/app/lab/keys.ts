// Single keys for a lecture: which key does what, and when a key belongs to what has the focus instead.

export type KeyAction =
  | { readonly kind: 'run' | 'step' | 'reset' | 'full' | 'pointer' | 'help' }
  | { readonly kind: 'lane'; readonly lane: number };

interface KeyRow {
  readonly keys: string;
  readonly does: string;
}

/** What the list of keys says. */
export const KEY_ROWS: readonly KeyRow[] = [
  { keys: 'Space', does: 'Run or pause' },
  { keys: '→', does: 'One step' },
  { keys: 'R', does: 'Reset' },
  { keys: 'F', does: 'Main figure on the full screen, and back' },
  { keys: '1 … 8', does: 'Select an algorithm' },
  { keys: 'P', does: 'Pointer highlight' },
  { keys: '?', does: 'This list; on a slider: what it is' },
  { keys: 'Ctrl+Z, Ctrl+Shift+Z', does: 'Undo, redo' },
  { keys: 'Esc', does: 'Close what is open, leave the full screen' },
];

/** The action of a key that nothing else has taken; null: none. */
export function keyAction(key: string): KeyAction | null {
  if (/^[1-8]$/.test(key)) return { kind: 'lane', lane: Number(key) - 1 };
  switch (key.toLowerCase()) {
    case ' ':
      return { kind: 'run' };
    case 'arrowright':
      return { kind: 'step' };
    case 'r':
      return { kind: 'reset' };
    case 'f':
      return { kind: 'full' };
    case 'p':
      return { kind: 'pointer' };
    case '?':
      return { kind: 'help' };
    default:
      return null;
  }
}

/** Where every key is text, or chooses by its first letter. */
const TAKES_TEXT =
  'input:not([type=range], [type=checkbox], [type=button]), textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=menu], [role=dialog], [role=alertdialog]';
const TAKES_SPACE =
  'button, a[href], summary, label, input, [role=button], [role=tab], [role=switch], [role=slider], [role=checkbox], [role=application], [tabindex="0"]';
const TAKES_ARROWS =
  '[role=slider], input, [role=toolbar], [role=tablist], [role=radiogroup], [role=group] [tabindex="0"], [role=application], [tabindex="0"]:not(button, a)';

/** Whether a key belongs to the focused element: `matches` asks whether it or one around it fits a selector. */
export function belongsToFocus(key: string, matches: (selector: string) => boolean): boolean {
  if (matches(TAKES_TEXT)) return true;
  if (key === ' ') return matches(TAKES_SPACE);
  return key.startsWith('Arrow') && matches(TAKES_ARROWS);
}
