// The lab: header, transport, lanes, sliders and the figures of this kind of experiment.
import { Menu } from '@base-ui/react/menu';
import { ArrowDown, ArrowUp, Check, LayoutGrid } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { FIELDS } from '../../experiment/fieldTable.ts';
import { type BackendChoice, TASK_FAMILIES } from '../../experiment/types.ts';
import type { BackendReport } from '../../protocol/messages.ts';
import { useAppearance } from '../../ui/appearance.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import controls from '../../ui/controls.module.css';
import { NoticeBar } from '../../ui/Notice.tsx';
import panel from '../../ui/panel.module.css';
import { SelectField } from '../../ui/SelectField.tsx';
import { ComparePanel } from '../compare/ComparePanel.tsx';
import { DataGate, needsData } from '../data/DataGate.tsx';
import { AdaptationFigure } from '../figures/adaptation/AdaptationFigure.tsx';
import { AccuracyFigure, GradientNormFigure, MetaLossFigure, StepLossFigure } from '../figures/curves.tsx';
import { FigureScale } from '../figures/Figure.tsx';
import {
  FIGURE_NAMES,
  type FigureName,
  figureSlug,
  moveFigure,
  placeFigure,
  shownFigures,
  toggleFigure,
} from '../figures/figureList.ts';
import { type Arrange, ArrangeContext } from '../figures/MoveHandle.tsx';
import { LanePanel } from '../settings/LanePanel.tsx';
import { MorePanel, SliderPanel } from '../settings/SettingsPanel.tsx';
import { ShareDialog } from '../share/ShareDialog.tsx';
import { useLink } from '../share/useLink.ts';
import { withTask } from './commands.ts';
import { Header } from './Header.tsx';
import css from './lab.module.css';
import { useClient, useLab } from './labContext.ts';
import { Toolbar } from './Toolbar.tsx';
import { useView } from './viewState.ts';

// What most openings need later or never is loaded apart: KaTeX, the finite-set, network and landscape figures.
const RulePanel = lazy(() => import('../rule/RulePanel.tsx').then((m) => ({ default: m.RulePanel })));
const TaskWeightsFigure = lazy(() =>
  import('../figures/tasks.tsx').then((m) => ({ default: m.TaskWeightsFigure })),
);
const WorstMeanFigure = lazy(() =>
  import('../figures/tasks.tsx').then((m) => ({ default: m.WorstMeanFigure })),
);
const AgentNetworkFigure = lazy(() =>
  import('../figures/network.tsx').then((m) => ({ default: m.AgentNetworkFigure })),
);
const DisagreementFigure = lazy(() =>
  import('../figures/network.tsx').then((m) => ({ default: m.DisagreementFigure })),
);
const LandscapeFigure = lazy(() =>
  import('../figures/landscape/LandscapeFigure.tsx').then((m) => ({ default: m.LandscapeFigure })),
);

const FIGURES: Record<FigureName, () => ReactNode> = {
  Adaptation: () => <AdaptationFigure />,
  'Meta-loss': () => <MetaLossFigure />,
  'Loss after each inner step': () => <StepLossFigure />,
  'Gradient norm': () => <GradientNormFigure />,
  Accuracy: () => <AccuracyFigure />,
  'Task weights': () => <TaskWeightsFigure />,
  'Worst and mean task': () => <WorstMeanFigure />,
  'Agent network': () => <AgentNetworkFigure />,
  Disagreement: () => <DisagreementFigure />,
  'Loss landscape': () => <LandscapeFigure />,
  Rule: () => <RulePanel />,
};

export function Lab() {
  const appearance = useAppearance();
  const [sharing, setSharing] = useState(false);
  const link = useLink();
  const experiment = useLab((s) => s.experiment);
  const chosen = useView((s) => s.figures);
  const setView = useView((s) => s.set);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first experiment's own choice, once
  useEffect(() => setView({ figures: experiment.figures }), []);
  const shown = useMemo(() => shownFigures(experiment, chosen), [experiment, chosen]);
  const arrange = useArrange(shown);

  return (
    <FigureScale value={appearance.lecture ? 1.5 : 1}>
      <Header appearance={appearance} onShare={() => setSharing(true)} />
      <main>
        <Toolbar>
          <TaskFamily />
          <ComparePanel />
          <FigureMenu shown={shown} />
        </Toolbar>
        <Notices />
        <DataGate />
        <div className={css.main}>
          <div className={css.heroes}>
            <Figures names={shown.slice(0, 2)} arrange={arrange} />
          </div>
          <aside className={css.aside} aria-label="Settings">
            <LanePanel />
            <SliderPanel />
            <MorePanel />
          </aside>
          <div className={css.rest}>
            <Figures names={shown.slice(2)} arrange={arrange} />
          </div>
        </div>
      </main>
      <ShareDialog open={sharing} onOpenChange={setSharing} link={link} />
    </FigureScale>
  );
}

interface FiguresProps {
  readonly names: readonly FigureName[];
  readonly arrange: Arrange;
}

function Figures({ names, arrange }: FiguresProps) {
  return names.map((name) => <FigureSlot key={name} name={name} arrange={arrange} />);
}

function FigureSlot({ name, arrange }: { readonly name: FigureName; readonly arrange: Arrange }) {
  const slug = figureSlug(name);
  const place = useMemo(() => ({ slug, arrange }), [slug, arrange]);
  return (
    <div className={css.slot} data-figure={slug}>
      <ArrangeContext value={place}>
        <Suspense fallback={<div className={panel.card} />}>{FIGURES[name]()}</Suspense>
      </ArrangeContext>
    </div>
  );
}

/** How figures change places. The grip keeps the focus, also where its figure moves to the other group. */
function useArrange(shown: readonly FigureName[]): Arrange {
  const set = useView((s) => s.set);
  const latest = useRef(shown);
  latest.current = shown;
  const moved = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the figures have their new places
  useEffect(() => {
    if (!moved.current) return;
    document.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus();
    moved.current = null;
  }, [shown]);
  return useMemo(() => {
    const put = (slug: string, figures: string[]) => {
      moved.current = slug;
      set({ figures });
    };
    return {
      onto: (slug, target) => put(slug, placeFigure(latest.current, slug, target)),
      by: (slug, places) => {
        const name = latest.current.find((one) => figureSlug(one) === slug);
        if (name) put(slug, moveFigure(latest.current, name, places));
      },
    };
  }, [set]);
}

function TaskFamily() {
  const client = useClient();
  const task = useLab((s) => s.experiment.task);
  const field = FIELDS.task;
  const choices = field.kind === 'choice' ? field.choices : [];
  return (
    <SelectField
      label="Task family"
      inline
      value={task}
      choices={TASK_FAMILIES.map((value) => ({
        value,
        label: choices.find((choice) => choice.value === value)?.label ?? value,
      }))}
      onChange={(next) => client.load(withTask(client.getSnapshot().experiment, next))}
    />
  );
}

/** Which figures are shown and in which order, by pointer or keyboard. */
function FigureMenu({ shown }: { shown: readonly FigureName[] }) {
  const set = useView((s) => s.set);
  const [last, setLast] = useState<FigureName | null>(null);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={buttonClass('plain')} aria-label="Figures">
        <LayoutGrid size={15} aria-hidden="true" />
        <span className={panel.wide}>Figures</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={4} align="end">
          <Menu.Popup className={controls.popup}>
            {[...shown, ...FIGURE_NAMES.filter((name) => !shown.includes(name))].map((name) => (
              <Menu.CheckboxItem
                key={name}
                className={controls.item}
                checked={shown.includes(name)}
                closeOnClick={false}
                onFocus={() => setLast(name)}
                onCheckedChange={() => set({ figures: toggleFigure(shown, name) })}
              >
                <span>
                  <Menu.CheckboxItemIndicator>
                    <Check size={14} aria-hidden="true" />
                  </Menu.CheckboxItemIndicator>
                </span>
                {name}
              </Menu.CheckboxItem>
            ))}
            <Menu.Separator className={css.separator} />
            {([-1, 1] as const).map((by) => (
              <Menu.Item
                key={by}
                className={controls.item}
                closeOnClick={false}
                disabled={!last || !shown.includes(last)}
                onClick={() => last && set({ figures: moveFigure(shown, last, by) })}
              >
                {by < 0 ? (
                  <ArrowUp size={14} aria-hidden="true" />
                ) : (
                  <ArrowDown size={14} aria-hidden="true" />
                )}
                {`Move ${last ?? 'the figure'} ${by < 0 ? 'up' : 'down'}`}
              </Menu.Item>
            ))}
            <Menu.Item className={controls.item} onClick={() => set({ figures: [] })}>
              <span />
              Default figures
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** WebGPU was wanted and could not be had (rather than measured to be slower). */
function noGpu(report: BackendReport, wanted: BackendChoice): boolean {
  if (report.backend === 'webgpu' || wanted === 'wasm' || wanted === 'cpu') return false;
  return /webgpu/i.test(report.reason) && !/faster/i.test(report.reason);
}

function Notices() {
  const client = useClient();
  const notices = useLab((s) => s.notices);
  // What goes wrong with data is told by the data gate, with what to do.
  const error = useLab((s) => (s.state === 'error' && needsData(s.experiment) ? null : s.error));
  const report = useLab((s) => s.backend);
  const wanted = useLab((s) => s.experiment.backend);
  const [seen, setSeen] = useState('');
  const fallback = report && noGpu(report, wanted) && report.reason !== seen ? report.reason : null;
  if (notices.length === 0 && !error && !fallback) return null;
  return (
    <div className={css.notices}>
      {error && (
        <NoticeBar
          kind="error"
          action={
            <Button small onClick={() => client.load(client.getSnapshot().experiment)}>
              Try again
            </Button>
          }
        >
          {error}
        </NoticeBar>
      )}
      {fallback && (
        <NoticeBar kind="notice" onDismiss={() => setSeen(fallback)}>
          {fallback}
        </NoticeBar>
      )}
      {notices.map((notice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notices are dismissed by their place
        <NoticeBar key={index} kind="notice" onDismiss={() => client.dismissNotice(index)}>
          {notice.message}
        </NoticeBar>
      ))}
    </div>
  );
}
