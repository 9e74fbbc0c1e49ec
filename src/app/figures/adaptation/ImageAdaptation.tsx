// "Adaptation" for images: support and query sets with every lane's answers, and pads to draw an own task on.
import { PenLine, RefreshCw, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { ImageTaskChart } from '../../../charts/images/imageTaskChart.tsx';
import { imageTaskTable } from '../../../charts/images/imageTaskLayout.ts';
import { LEAST_SHOWN_STEPS } from '../../../experiment/shownSteps.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { AdaptationView, ProbeChoice } from '../../../protocol/views.ts';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { shownIteration } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure } from '../frame/Figure.tsx';
import { NamedTool } from '../shared/ToolButton.tsx';
import { DrawingPads, type PadExamples } from './DrawingPads.tsx';
import { imageShape, imageTaskData, taskImages } from './imageTask.ts';
import { padStyle } from './padStyle.ts';
import { type AdaptationProps, useProbe } from './useProbe.ts';

const fitsOf = (steps: number): readonly { readonly value: string; readonly label: string }[] => [
  { value: 'trained', label: 'after N steps' },
  { value: '0', label: 'before adapting' },
  ...Array.from({ length: steps }, (_, i) => ({
    value: String(i + 1),
    label: i === 0 ? 'after 1 step' : `after ${i + 1} steps`,
  })),
];

/** A network with batch norm answers a drawn query together with the support set, whose statistics it needs. */
const ownTitle = ({ model }: Experiment) =>
  model.kind === 'cnn' ? 'your own characters; the query is normalised beside them' : 'your own characters';

/** Drawings for another model (fewer ways, another image size). */
function misfits(probe: ProbeChoice, { inputs, outputs }: AdaptationView): boolean {
  if (probe.kind !== 'own') return false;
  const { task } = probe;
  return task.kind !== 'images' || task.ways > outputs || task.queryX.length % inputs !== 0;
}

export function ImageAdaptation({ snapshot, frame }: AdaptationProps) {
  const { experiment, probe, state, iteration } = snapshot;
  const { adaptation } = snapshot.views;
  const { innerStep, pads: drawing, set } = useView();
  const { back, next } = useProbe(probe);
  const at = shownIteration(state, iteration);
  const step = innerStep < 0 ? null : innerStep;
  const data = useMemo(
    () => adaptation && imageTaskData(adaptation, experiment, at, step),
    [adaptation, experiment, at, step],
  );
  const misfit = adaptation !== null && misfits(probe, adaptation);
  // Drawings that no longer fit are put away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `back` is new in every render
  useEffect(() => {
    if (misfit) back();
  }, [misfit]);
  const turnTo = (task: () => void) => () => {
    set({ pads: false });
    task();
  };
  return (
    <Figure
      data={data}
      frameRef={frame}
      line={drawing ? ownTitle(experiment) : (adaptation?.name ?? '')}
      settings={
        <SelectField
          label="Shown fit"
          inline
          small
          value={step === null ? 'trained' : String(step)}
          choices={fitsOf(adaptation?.steps ?? LEAST_SHOWN_STEPS)}
          onChange={(fit) => set({ innerStep: fit === 'trained' ? -1 : Number(fit) })}
        />
      }
      action={
        <>
          {adaptation && imageShape(adaptation.inputs) && (
            <NamedTool
              name="Draw"
              icon={PenLine}
              expanded={drawing}
              onClick={() => set({ pads: !drawing })}
            />
          )}
          {probe.kind === 'own' && <NamedTool name="Drawn task" icon={Undo2} onClick={turnTo(back)} />}
          <NamedTool name="New task" icon={RefreshCw} onClick={turnTo(next)} />
        </>
      }
      beside={<Pads snapshot={snapshot} drawing={drawing} />}
      empty={
        <EmptyState>
          {state === 'error'
            ? 'There is no task to show: see the message above.'
            : 'The task appears when the engine has started.'}
        </EmptyState>
      }
      table={imageTaskTable}
      chart={(task, props) => <ImageTaskChart data={task} {...props} />}
    />
  );
}

interface PadsProps {
  readonly snapshot: AdaptationProps['snapshot'];
  readonly drawing: boolean;
}

/** The pads while one draws; at any time it keeps the images of the set that were drawn last. */
function Pads({ snapshot, drawing }: PadsProps) {
  const { experiment } = snapshot;
  const { adaptation } = snapshot.views;
  const fromSet = useRef<PadExamples>({ classes: [], query: [] });
  if (adaptation?.choice === 'drawn') fromSet.current = taskImages(adaptation);
  const shape = adaptation ? imageShape(adaptation.inputs) : null;
  if (!drawing || !shape || !adaptation) return null;
  return (
    <DrawingPads
      key={`${experiment.task} ${shape.width} ${shape.channels} ${adaptation.outputs}`}
      style={{ ...padStyle(experiment, shape, fromSet.current.classes.flat()), side: shape.width }}
      colour={shape.channels === 3}
      ways={adaptation.outputs}
      examples={fromSet.current}
    />
  );
}
