// The lab: header, dock, lanes, settings and the figures of this kind of experiment, one of them the main one.
import { type MouseEvent, useEffect, useMemo, useState } from 'react';
import { experimentFields } from '../../experiment/experimentFields.ts';
import { useAppearance } from '../../ui/appearance.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { later } from '../../ui/later.tsx';
import { ComparePanel } from '../compare/ComparePanel.tsx';
import { DataGate } from '../data/DataGate.tsx';
import { Experiments } from '../experiments/ExperimentsDialog.tsx';
import { measuresOf, presented, shownFigures, viewsOf } from '../figures/arrangement.ts';
import { FigureMenu } from '../figures/FigureMenu.tsx';
import { FigureSlots, useArrange } from '../figures/FigureSlots.tsx';
import { FigureScale } from '../figures/frame/Figure.tsx';
import { Introduction } from '../introduction/Introduction.tsx';
import { Lessons } from '../lessons/LessonsDialog.tsx';
import { Results } from '../results/ResultsDialog.tsx';
import { LanePanel } from '../settings/LanePanel.tsx';
import { SettingsPanel } from '../settings/SettingsPanel.tsx';
import { ShareDialog } from '../share/ShareDialog.tsx';
import { useLink } from '../share/useLink.ts';
import { withTask } from '../state/commands.ts';
import { useClient, useLab } from '../state/labContext.ts';
import { useView } from '../state/viewState.ts';
import { GlossaryButton, GlossaryDialog } from '../terms/Glossary.tsx';
import { Dock } from './Dock.tsx';
import { Header } from './Header.tsx';
import { HistoryButtons, HistoryMessage, useHistoryKeys } from './History.tsx';
import { KeysButton, KeysDialog } from './KeysDialog.tsx';
import css from './lab.module.css';
import { BackendNotice, Notices } from './Notices.tsx';
import { PointerButton, PointerHighlight } from './PointerHighlight.tsx';
import { PrintHead } from './PrintHead.tsx';
import { useKeys } from './useKeys.ts';

export function Lab() {
  const appearance = useAppearance();
  const { lecture } = appearance;
  const [sharing, setSharing] = useState(false);
  const link = useLink();
  useHistoryKeys();
  const experiment = useLab((s) => s.experiment);
  const chosen = useView((s) => s.figures);
  const inLesson = useView((s) => s.lesson !== '');
  const all = useMemo(() => shownFigures(experiment, chosen), [experiment, chosen]);
  const shown = useMemo(() => (lecture ? presented(all) : all), [all, lecture]);
  useKeys(all[0].id);
  const arrange = useArrange(all);
  const client = useClient();
  useEffect(() => client.setViews(viewsOf(shown), measuresOf(shown)), [client, shown]);

  return (
    <FigureScale value={lecture ? 1.5 : 1}>
      <a className={css.skip} href={`#${FIGURES_ID}`} onClick={toFigures}>
        Skip to the figures
      </a>
      <Header appearance={appearance} onShare={() => setSharing(true)}>
        <TaskFamily />
        <Lessons />
        <Experiments />
        <Results />
        <GlossaryButton />
        <span className={css.spring} />
        <HistoryButtons />
        <ComparePanel />
        <FigureMenu shown={all} />
        {lecture && <PointerButton />}
        <KeysButton />
      </Header>
      <div className={css.page}>
        <Dock />
        <main className={css.main}>
          <PrintHead link={link} />
          <Notices />
          <DataGate />
          <div className={css.lab}>
            <div className={css.aside}>
              <Introduction />
              {inLesson && <LessonPanel />}
              <LanePanel />
              <SettingsPanel />
            </div>
            <div id={FIGURES_ID} className={css.figures} tabIndex={-1}>
              <FigureSlots figures={shown} arrange={arrange} />
            </div>
          </div>
        </main>
      </div>
      <BackendNotice />
      <HistoryMessage />
      <KeysDialog />
      <PointerHighlight />
      <GlossaryDialog />
      <ShareDialog open={sharing} onOpenChange={setSharing} link={link} />
    </FigureScale>
  );
}

/** Loaded with the first lesson that is opened: its formulas are much code. */
const LessonPanel = later(() => import('../lessons/LessonPanel.tsx').then((module) => module.LessonPanel));

const FIGURES_ID = 'figures';

/** The address holds the experiment, so the link's own target is not followed. */
function toFigures(event: MouseEvent) {
  event.preventDefault();
  const figures = document.getElementById(FIGURES_ID);
  figures?.focus({ preventScroll: true });
  figures?.scrollIntoView();
}

function TaskFamily() {
  const client = useClient();
  const task = useLab((s) => s.experiment.task);
  return (
    <SelectField
      label="Task family"
      inline
      value={task}
      note="Another family starts over with its own defaults. Undo brings the run back."
      choices={experimentFields.task.choices}
      onChange={(next) => client.load(withTask(client.getSnapshot().experiment, next))}
    />
  );
}
