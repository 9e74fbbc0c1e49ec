// Two minutes for a newcomer, on the running page: offered once, skipped at any time, and always under "Lessons".
import { Button } from '../../ui/Button.tsx';
import { later } from '../../ui/later.tsx';
import panel from '../../ui/panel.module.css';
import css from './introduction.module.css';
import { useIntroduction } from './introductionState.ts';

const OpenIntroduction = later(() =>
  import('./OpenIntroduction.tsx').then((module) => module.OpenIntroduction),
);

export function Introduction() {
  const { at, offered, open, decline } = useIntroduction();
  if (at !== null) return <OpenIntroduction at={at} />;
  if (!offered) return null;
  return (
    <section className={`${panel.card} ${css.card}`} aria-label="Introduction">
      <p>
        <strong>New here?</strong> Two minutes on what this page does.
      </p>
      <div className={panel.buttons}>
        <Button look="primary" small onClick={() => open(0)}>
          Show me
        </Button>
        <Button small onClick={decline}>
          No, thanks
        </Button>
      </div>
    </section>
  );
}
