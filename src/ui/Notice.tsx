// A message near the top of the page or beside what it is about, and a progress bar.
import { CircleAlert, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import css from './overlay.module.css';

interface NoticeBarProps {
  readonly kind: 'notice' | 'error';
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

export function NoticeBar({ kind, children, action, onDismiss }: NoticeBarProps) {
  const Icon = kind === 'error' ? CircleAlert : TriangleAlert;
  return (
    <div className={css.notice} data-kind={kind} role="alert">
      <Icon size={16} aria-hidden="true" />
      <p>{children}</p>
      {action}
      {onDismiss && (
        <Button look="ghost" small iconOnly aria-label="Dismiss" onClick={onDismiss}>
          <X size={15} aria-hidden="true" />
        </Button>
      )}
    </div>
  );
}

/** A labelled bar, 0…1. */
export function ProgressBar({ label, fraction }: { label: string; fraction: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div>
      <div
        className={css.progress}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
