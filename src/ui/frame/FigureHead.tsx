// The quiet header of a figure: title, one line that may wrap, what can be done at once, "What is this?" and "More".
import { Minimize2 } from 'lucide-react';
import type { PointerEventHandler, ReactNode } from 'react';
import { Button } from '../Button.tsx';
import css from '../figure.module.css';
import { MoreMenu } from '../MoreMenu.tsx';
import { WhatIsThis } from '../WhatIsThis.tsx';

/** How the title is taken hold of to move the figure. */
export interface TitleDrag {
  readonly onPointerDown: PointerEventHandler<HTMLElement>;
  readonly onPointerMove: PointerEventHandler<HTMLElement>;
  readonly onPointerUp: PointerEventHandler<HTMLElement>;
  readonly onPointerCancel: PointerEventHandler<HTMLElement>;
}

export interface FigureHeadProps {
  readonly name: string;
  readonly line?: ReactNode;
  /** What is done often enough to stand in the header. */
  readonly action?: ReactNode;
  /** What the figure shows and how it is read. */
  readonly help: ReactNode;
  /** Items of "More"; the same element in every render, so that drawing leaves the menu alone. */
  readonly more: ReactNode;
  readonly drag?: TitleDrag;
  readonly large: boolean;
  readonly onLarge: (large: boolean) => void;
}

export function FigureHead({ name, line, action, help, more, drag, large, onLarge }: FigureHeadProps) {
  return (
    <div className={css.head}>
      <h2 className={css.title} data-movable={drag && !large ? true : undefined} {...(large ? {} : drag)}>
        {name}
      </h2>
      <div className={css.tools}>
        {action}
        <WhatIsThis name={name}>{help}</WhatIsThis>
        <MoreMenu>{more}</MoreMenu>
        {large && (
          <Button
            look="ghost"
            small
            iconOnly
            aria-label="Close full screen"
            title="Close full screen"
            onClick={() => onLarge(false)}
          >
            <Minimize2 size={15} aria-hidden="true" />
          </Button>
        )}
      </div>
      {line && <p className={css.line}>{line}</p>}
    </div>
  );
}
