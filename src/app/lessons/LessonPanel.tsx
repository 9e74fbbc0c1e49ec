// A lesson beside the lab: text, one thing to try, a prediction, and claims that the run decides.
import { X } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { type Place, writePlace } from '../../lessons/place.ts';
import { LESSONS } from '../../lessons/registry.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { Formulas } from '../rule/Formulas.tsx';
import { useClient, useFigureSnapshot } from '../state/labContext.ts';
import { Claims } from './Claims.tsx';
import { evidenceFrom } from './evidence.ts';
import css from './lessons.module.css';
import { Prose } from './Prose.tsx';
import { useProgress } from './progress.ts';
import { leaveLesson, openPlace, runTo, usePlace } from './useLesson.ts';
import { useStoredCurves } from './useStoredCurves.ts';

export const LessonPanel = memo(function LessonPanel() {
  const place = usePlace();
  return place && <OpenLesson key={writePlace(place)} place={place} />;
});

function OpenLesson({ place }: { place: Place }) {
  const { lesson, at, step } = place;
  const frame = useRef<HTMLElement>(null);
  const client = useClient();
  const snapshot = useFigureSnapshot(frame);
  const evidence = useMemo(() => evidenceFrom(snapshot), [snapshot]);
  const [revealed, setRevealed] = useState(false);
  const predicted = useProgress((s) => s.predicted[`${lesson.id}.${at + 1}`]);
  // What needs no run is decided at once, so that it waits for the prediction.
  const shown = revealed || (!place.asks && (step.iterations > 0 || predicted !== undefined));
  const stored = useStoredCurves(place);
  const formulas = useMemo(() => step.formulas?.map((tex) => ({ name: '', tex })) ?? [], [step]);
  const ran = snapshot.iteration >= step.iterations;
  const busy = snapshot.state === 'replaying' || snapshot.state === 'running' || snapshot.state === 'loading';
  // Another step is read from its beginning.
  useEffect(() => {
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section
      ref={frame}
      data-lesson={lesson.id}
      aria-label={lesson.title}
      className={`${panel.card} ${css.lesson}`}
    >
      <header className={css.head}>
        <span className={css.place}>
          Lesson {LESSONS.indexOf(lesson) + 1} of {LESSONS.length} · step {at + 1} of {lesson.steps.length}
        </span>
        <Button look="ghost" small iconOnly aria-label="Leave the lesson" onClick={leaveLesson}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <h2>{lesson.title}</h2>
      <h3 className={css.step}>{step.title}</h3>
      {step.text.map((text) => (
        <Prose key={text} text={text} />
      ))}
      {formulas.length > 0 && <Formulas lines={formulas} lane={0} />}
      <Predict place={place} chosen={predicted} told={shown && ran} />
      <p>
        <strong>Try.</strong> {step.tries}
      </p>
      {step.iterations > 0 && (
        <Button
          look={ran ? 'plain' : 'primary'}
          disabled={busy}
          onClick={() => runTo(client, step.iterations)}
        >
          {busy ? 'Running' : ran ? 'Run again' : `Run ${formatCount(step.iterations)} iterations`}
        </Button>
      )}
      {shown ? (
        <Claims step={step} evidence={evidence} stored={predicted === undefined ? null : stored} />
      ) : (
        <Button onClick={() => setRevealed(true)}>Show the answers</Button>
      )}
      <Ways place={place} />
    </section>
  );
}

interface PredictProps {
  readonly place: Place;
  readonly chosen: number | undefined;
  /** The run has decided, and answers may be shown. */
  readonly told: boolean;
}

function Predict({ place, chosen, told }: PredictProps) {
  const { lesson, at, step } = place;
  const { asks, options, right, because } = step.question;
  const predict = useProgress((s) => s.predict);
  return (
    <div className={css.predict}>
      <p>
        <strong>Predict.</strong> {asks}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that are pressed, not a form's fields */}
      <div className={panel.buttons} role="group" aria-label="Your prediction">
        {options.map((option, i) => (
          <Button
            key={option}
            small
            aria-pressed={chosen === i}
            className={css.option}
            onClick={() => predict(`${lesson.id}.${at + 1}`, i)}
          >
            {option}
          </Button>
        ))}
      </div>
      {told && chosen !== undefined && (
        <p className={css.because} role="status">
          {chosen === right ? 'As you said. ' : `Rather: ${options[right]}. `}
          {because}
        </p>
      )}
    </div>
  );
}

/** Back and forward; over the last step into the next lesson. */
function Ways({ place }: { place: Place }) {
  const { lesson, at, asks } = place;
  const client = useClient();
  const finish = useProgress((s) => s.finish);
  const following = LESSONS[LESSONS.indexOf(lesson) + 1];
  const last = at === lesson.steps.length - 1;
  const next = () => {
    finish(`${lesson.id}.${at + 1}`);
    if (!last) openPlace(client, { lesson, at: at + 1, asks });
    else if (following) openPlace(client, { lesson: following, at: 0, asks });
    else leaveLesson();
  };
  return (
    <footer className={css.ways}>
      <Button
        look="ghost"
        disabled={at === 0}
        onClick={() => openPlace(client, { lesson, at: at - 1, asks })}
      >
        Back
      </Button>
      <a href={`#v=1&lesson=${writePlace({ lesson, at, asks: true })}`} className={css.link}>
        Link without answers
      </a>
      <Button look="primary" onClick={next} title={last && following ? following.title : undefined}>
        {last && !following ? 'Finish' : 'Next'}
      </Button>
    </footer>
  );
}
