// The lab: header, transport, lanes, sliders and the figures of this kind of experiment.
import { useEffect, useMemo, useState } from 'react';
import { experimentFields } from '../../experiment/experimentFields.ts';
import { useAppearance } from '../../ui/appearance.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { ComparePanel } from '../compare/ComparePanel.tsx';
import { DataGate } from '../data/DataGate.tsx';
import { Experiments } from '../experiments/ExperimentsDialog.tsx';
import { shownFigures, viewsOf } from '../figures/arrangement.ts';
import { FigureMenu } from '../figures/FigureMenu.tsx';
import { FigureSlots, useArrange } from '../figures/FigureSlots.tsx';
import { FigureScale } from '../figures/frame/Figure.tsx';
import { LanePanel } from '../settings/LanePanel.tsx';
import { MorePanel, SliderPanel } from '../settings/SettingsPanel.tsx';
import { ShareDialog } from '../share/ShareDialog.tsx';
import { useLink } from '../share/useLink.ts';
import { withTask } from '../state/commands.ts';
import { useClient, useLab } from '../state/labContext.ts';
import { useView } from '../state/viewState.ts';
import { GlossaryButton, GlossaryDialog } from '../terms/Glossary.tsx';
import { Header } from './Header.tsx';
import { HistoryMessage, useHistoryKeys } from './History.tsx';
import css from './lab.module.css';
import { Notices } from './Notices.tsx';
import { PrintHead } from './PrintHead.tsx';
import { Toolbar } from './Toolbar.tsx';

export function Lab() {
  const appearance = useAppearance();
  const [sharing, setSharing] = useState(false);
  const link = useLink();
  useHistoryKeys();
  const experiment = useLab((s) => s.experiment);
  const chosen = useView((s) => s.figures);
  const shown = useMemo(() => shownFigures(experiment, chosen), [experiment, chosen]);
  const arrange = useArrange(shown);
  const client = useClient();
  useEffect(() => client.setViews(viewsOf(shown)), [client, shown]);

  return (
    <FigureScale value={appearance.lecture ? 1.5 : 1}>
      <Header appearance={appearance} onShare={() => setSharing(true)} />
      <main>
        <PrintHead link={link} />
        <Toolbar>
          <TaskFamily />
          <ComparePanel />
          <Experiments />
          <GlossaryButton />
          <FigureMenu shown={shown} />
        </Toolbar>
        <Notices />
        <DataGate />
        <div className={css.main}>
          <div className={css.heroes}>
            <FigureSlots figures={shown.slice(0, 2)} arrange={arrange} />
          </div>
          <aside className={css.aside} aria-label="Settings">
            <LanePanel />
            <SliderPanel />
            <MorePanel />
          </aside>
          <div className={css.rest}>
            <FigureSlots figures={shown.slice(2)} arrange={arrange} />
          </div>
        </div>
      </main>
      <HistoryMessage />
      <GlossaryDialog />
      <ShareDialog open={sharing} onOpenChange={setSharing} link={link} />
    </FigureScale>
  );
}

function TaskFamily() {
  const client = useClient();
  const task = useLab((s) => s.experiment.task);
  return (
    <SelectField
      label="Task family"
      inline
      value={task}
      choices={experimentFields.task.choices}
      onChange={(next) => client.load(withTask(client.getSnapshot().experiment, next))}
    />
  );
}
