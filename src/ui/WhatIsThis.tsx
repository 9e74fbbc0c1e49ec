// "What is this?": a question mark that says in a few sentences what it stands beside, by mouse, keyboard and touch.
import { memo, type ReactNode } from 'react';
import { Popover } from './Dialog.tsx';
import css from './help.module.css';

interface WhatIsThisProps {
  /** What is explained: names the popup. */
  readonly name: string;
  readonly children: ReactNode;
  /** False: left out of the Tab order, where another key opens it. */
  readonly tab?: boolean;
}

export const WhatIsThis = memo(function WhatIsThis({ name, children, tab = true }: WhatIsThisProps) {
  return (
    <Popover
      label={`About ${name}`}
      trigger={
        <button
          type="button"
          className={css.question}
          aria-label="What is this?"
          title={`What is ${name}?`}
          tabIndex={tab ? undefined : -1}
          data-hint
        >
          <span aria-hidden="true">?</span>
        </button>
      }
    >
      {children}
    </Popover>
  );
});
