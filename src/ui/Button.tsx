// A button in the page's few styles. An icon-only button must carry an aria-label.
import type { ButtonHTMLAttributes, Ref } from 'react';
import css from './controls.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'ghost';
  readonly small?: boolean;
  readonly iconOnly?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Class names of a button, for components that render their own element (menu and dialog triggers). */
export function buttonClass(look: ButtonProps['look'] = 'plain', small = false, iconOnly = false): string {
  const names = [css.button];
  if (look !== 'plain') names.push(css[look]);
  if (small) names.push(css.small);
  if (iconOnly) names.push(css.icon);
  return names.join(' ');
}

export function Button({ look, small, iconOnly, className, ...rest }: ButtonProps) {
  const name = buttonClass(look, small, iconOnly);
  // On a narrow page a named button may be its icon alone.
  return (
    <button
      type="button"
      title={rest['aria-label']}
      {...rest}
      className={className ? `${name} ${className}` : name}
    />
  );
}
