// A row of controls with one Tab stop: Left and Right arrows, Home and End move among them. Whatever is put inside
// takes part, so that the parts of a row need not know of each other.
import { type ReactNode, useEffect, useRef } from 'react';

interface RovingProps {
  /** Accessible name of the toolbar. */
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

const FOCUSABLE = 'button, a[href], [role="combobox"]';

function controlsOf(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => !element.matches(':disabled') && element.getClientRects().length > 0,
  );
}

/** Index of the control that a key leads to; null: the key does not move. */
export function rovingTarget(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function keepOneStop(root: HTMLElement): () => void {
  let current: HTMLElement | null = null;
  const settle = () => {
    const controls = controlsOf(root);
    if (!current || !controls.includes(current)) current = controls[0] ?? null;
    for (const control of controls) {
      const stop = control === current ? 0 : -1;
      if (control.tabIndex !== stop) control.tabIndex = stop;
    }
  };
  const onFocus = (event: FocusEvent) => {
    const control = controlsOf(root).find((one) => one === event.target);
    if (!control) return;
    current = control;
    settle();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const controls = controlsOf(root);
    const at = controls.indexOf(event.target as HTMLElement);
    const next = at < 0 ? null : rovingTarget(event.key, at, controls.length);
    if (next === null) return;
    event.preventDefault();
    controls[next]?.focus();
  };
  settle();
  root.addEventListener('focusin', onFocus);
  root.addEventListener('keydown', onKey);
  const observer = new MutationObserver(settle);
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributeFilter: ['disabled', 'tabindex', 'hidden'],
  });
  // A narrower page hides some of the controls.
  const resized = new ResizeObserver(settle);
  resized.observe(root);
  return () => {
    root.removeEventListener('focusin', onFocus);
    root.removeEventListener('keydown', onKey);
    observer.disconnect();
    resized.disconnect();
  };
}

export function Roving({ label, className, children }: RovingProps) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => (root.current ? keepOneStop(root.current) : undefined), []);
  return (
    <div ref={root} role="toolbar" aria-label={label} className={className}>
      {children}
    </div>
  );
}
