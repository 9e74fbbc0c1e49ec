// Small buttons in a figure's head: an icon alone, or an icon with its name.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/Button.tsx';

interface ToolButtonProps {
  /** Accessible name. */
  readonly name: string;
  /** What it does, where the name does not say it. */
  readonly title?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  /** The icon. */
  readonly children: ReactNode;
}

export function ToolButton({ name, title = name, ...rest }: ToolButtonProps) {
  return <Button look="ghost" small iconOnly aria-label={name} title={title} {...rest} />;
}

interface NamedToolProps {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly title?: string;
  /** Whether what it opens is open. */
  readonly expanded?: boolean;
  readonly onClick: () => void;
}

export function NamedTool({ name, icon: Icon, title, expanded, onClick }: NamedToolProps) {
  return (
    <Button look="ghost" small title={title} aria-expanded={expanded} onClick={onClick}>
      <Icon size={14} aria-hidden="true" />
      {name}
    </Button>
  );
}
