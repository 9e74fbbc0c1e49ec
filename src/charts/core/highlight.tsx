// A part of a drawing that stands for one task: hovering, focusing or pressing it highlights the task in every
// figure that shows tasks.
import type { KeyboardEvent, ReactNode } from 'react';

/** Highlight shared by the figures about tasks: the task's index, or null. */
export interface TaskHighlight {
  readonly highlight?: number | null | undefined;
  readonly onHighlight?: ((task: number | null) => void) | undefined;
}

export function TaskGroup(
  props: TaskHighlight & {
    readonly task: number;
    /** The task's name and values. */
    readonly label: string;
    /** Outline of the row, for pointer and visible focus. */
    readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
    readonly opacity?: number;
    readonly children: ReactNode;
  },
) {
  const { task, highlight, onHighlight, box } = props;
  const strong = task === highlight;
  const back = <rect {...box} fill={strong ? 'var(--grid)' : 'transparent'} fillOpacity={0.7} />;
  if (!onHighlight) {
    return (
      <g opacity={props.opacity}>
        {strong ? back : null}
        {props.children}
      </g>
    );
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onHighlight(null);
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onHighlight(strong ? null : task);
  };
  // The part that answers lies over the drawing and says it in full; the drawn text may be shortened.
  return (
    <g opacity={props.opacity}>
      {back}
      {props.children}
      {/* biome-ignore lint/a11y/useSemanticElements: a part of an SVG drawing */}
      <g
        role="button"
        data-focusable=""
        tabIndex={0}
        aria-label={props.label}
        aria-pressed={strong}
        onPointerEnter={() => onHighlight(task)}
        onPointerLeave={() => onHighlight(null)}
        onFocus={() => onHighlight(task)}
        onBlur={() => onHighlight(null)}
        onKeyDown={key}
      >
        <rect {...box} fill="transparent" />
        <rect {...box} className="focus-ring" fill="none" stroke="var(--ink)" strokeWidth={1.5} />
      </g>
    </g>
  );
}
