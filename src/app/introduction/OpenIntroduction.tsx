// The open introduction: a step's text, and what it does on the running page.
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { wantsLessMotion } from '../../charts/core/motion.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { Button } from '../../ui/Button.tsx';
import panel from '../../ui/panel.module.css';
import { useClient } from '../state/labContext.ts';
import { useView } from '../state/viewState.ts';
import css from './introduction.module.css';
import { useIntroduction } from './introductionState.ts';
import { BEAT, INTRODUCTION_LINK, STEPS } from './steps.ts';

/** Sets the lab up once, and does what a step does on entering and at every beat. */
function useStep(at: number): void {
  const client = useClient();
  useEffect(() => {
    const { experiment } = decodeLink(INTRODUCTION_LINK);
    client.load({ ...experiment, backend: client.getSnapshot().experiment.backend });
    useView.getState().set({ figures: experiment.figures, lane: 0, lesson: '' });
    return () => useView.getState().set({ innerStep: -1 });
  }, [client]);
  useEffect(() => {
    const { enter, beat } = STEPS[at];
    enter?.(client);
    if (!beat || wantsLessMotion()) return;
    let tick = 0;
    const timer = setInterval(() => beat(client, tick++), BEAT);
    return () => clearInterval(timer);
  }, [at, client]);
}

export function OpenIntroduction({ at }: { at: number }) {
  const open = useIntroduction((s) => s.open);
  useStep(at);
  const { title, text } = STEPS[at];
  const last = at === STEPS.length - 1;
  return (
    <section className={`${panel.card} ${css.card}`} aria-label="Introduction" data-step={at + 1}>
      <header className={css.head}>
        <span className={css.place}>
          Introduction · {at + 1} of {STEPS.length}
        </span>
        <Button look="ghost" small iconOnly aria-label="Skip the introduction" onClick={() => open(null)}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <h2 className={css.title}>{title}</h2>
      <p aria-live="polite">{text}</p>
      <footer className={css.ways}>
        <Button look="ghost" disabled={at === 0} onClick={() => open(at - 1)}>
          Back
        </Button>
        <Button look="primary" onClick={() => open(last ? null : at + 1)}>
          {last ? 'Done' : 'Next'}
        </Button>
      </footer>
    </section>
  );
}
