// Keeps a failing part from taking the page down: says so in its place and offers another try.
import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import css from './figure.module.css';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={css.empty} role="alert">
        <p>
          {this.props.label} could not be drawn: {error.message}
        </p>
        <Button small onClick={() => this.setState({ error: null })}>
          Try again
        </Button>
      </div>
    );
  }
}

/** What a figure shows before it has anything to draw. */
export function EmptyState({ children, icon }: { children: ReactNode; icon?: ReactNode }) {
  return (
    <div className={css.empty}>
      {icon}
      <p>{children}</p>
    </div>
  );
}
