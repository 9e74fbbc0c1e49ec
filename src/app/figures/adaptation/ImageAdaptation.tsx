// "Adaptation" for images: support and query sets with every lane's answers, and pads to draw an own task on.
import { PenLine, RefreshCw, Undo2 } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { ImageTaskChart } from '../../../charts/images/imageTaskChart.tsx';
import { imageTaskTable } from '../../../charts/images/imageTaskLayout.ts';
import type { LabSnapshot } from '../../../client/types.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../../ui/SelectField.tsx';
import { useClient } from '../../lab/labContext.ts';
import { Figure } from '../Figure.tsx';
import { DrawingPads, type PadExamples } from './DrawingPads.tsx';
import { imageShape, imageTaskData, taskImages } from './imageTask.ts';
import { padStyle } from './padStyle.ts';
import { SHOWN_STEPS } from './shownSteps.ts';

export interface ImageAdaptationProps {
  readonly snapshot: LabSnapshot;
  readonly frame: RefObject<HTMLElement | null>;
}

export function ImageAdaptation({ snapshot, frame }: ImageAdaptationProps) {
  const client = useClient();
  const { experiment, adaptation, probe, state, iteration } = snapshot;
  const [shown, setShown] = useState('trained');
  const [drawing, setDrawing] = useState(false);
  const drawnIndex = useRef(0);
  if (probe.kind === 'drawn') drawnIndex.current = probe.index;
  const at = state === 'replaying' ? iteration : Number.POSITIVE_INFINITY;
  const data = useMemo(
    () =>
      adaptation
        ? imageTaskData(adaptation, experiment, at, shown === 'trained' ? null : Number(shown))
        : null,
    [adaptation, experiment, at, shown],
  );
  const shape = adaptation ? imageShape(adaptation.inputs) : null;
  // The set's own images, as the last drawn task showed them: for the pads, while the task is the user's own.
  const fromSet = useRef<PadExamples>({ classes: [], query: [] });
  if (adaptation?.choice === 'drawn') fromSet.current = taskImages(adaptation);
  // Drawings for another model (fewer ways, another image size) are put away with it.
  const misfit =
    probe.kind === 'own' &&
    adaptation !== null &&
    (probe.task.kind !== 'images' ||
      probe.task.ways > adaptation.outputs ||
      probe.task.queryX.length % adaptation.inputs !== 0);
  useEffect(() => {
    if (misfit) client.setProbe({ kind: 'drawn', index: drawnIndex.current });
  }, [misfit, client]);
  const draw = (index: number) => {
    setDrawing(false);
    client.setProbe({ kind: 'drawn', index });
  };
  return (
    <Figure
      name="Adaptation"
      frameRef={frame}
      height={320}
      subtitle={drawing ? 'your own characters' : (adaptation?.name ?? '')}
      tools={
        <>
          <SelectField
            label="Shown fit"
            hideLabel
            small
            value={shown}
            choices={SHOWN_STEPS}
            onChange={setShown}
          />
          {shape && (
            <Button look="ghost" small aria-expanded={drawing} onClick={() => setDrawing(!drawing)}>
              <PenLine size={14} aria-hidden="true" />
              Draw
            </Button>
          )}
          {probe.kind === 'own' && (
            <Button look="ghost" small onClick={() => draw(drawnIndex.current)}>
              <Undo2 size={14} aria-hidden="true" />
              Drawn task
            </Button>
          )}
          <Button look="ghost" small onClick={() => draw(drawnIndex.current + 1)}>
            <RefreshCw size={14} aria-hidden="true" />
            New task
          </Button>
        </>
      }
      below={
        drawing &&
        shape &&
        adaptation && (
          <DrawingPads
            key={`${experiment.task} ${shape.width} ${shape.channels} ${adaptation.outputs}`}
            style={{ ...padStyle(experiment, shape, fromSet.current.classes.flat()), side: shape.width }}
            colour={shape.channels === 3}
            ways={adaptation.outputs}
            examples={fromSet.current}
          />
        )
      }
      table={() => (data ? imageTaskTable(data) : { columns: [], rows: [] })}
      empty={
        data ? undefined : (
          <EmptyState>
            {state === 'error'
              ? 'There is no task to show: see the message above.'
              : 'The task appears when the engine has started.'}
          </EmptyState>
        )
      }
      chart={(props) => (data ? <ImageTaskChart data={data} {...props} /> : <svg />)}
    />
  );
}
