// "Adaptation" for images: support and query sets with every lane's answers, and pads to draw an own task on.
import { PenLine, RefreshCw, Undo2 } from 'lucide-react';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { DrawPad } from '../../charts/drawPad.tsx';
import { ImageTaskChart } from '../../charts/imageTaskChart.tsx';
import { imageTaskTable } from '../../charts/imageTaskLayout.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import css from '../lab.module.css';
import { useClient } from '../labContext.ts';
import { Figure } from './Figure.tsx';
import { imageShape, imageTaskData, ownImageTask } from './imageTask.ts';
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
  const draw = (index: number) => {
    setDrawing(false);
    client.setProbe({ kind: 'drawn', index });
  };
  return (
    <Figure
      name="Adaptation"
      frameRef={frame}
      height={320}
      subtitle={drawing ? 'draw one example of each class and a query' : (adaptation?.name ?? '')}
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
          {shape?.channels === 1 && (
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
      below={drawing && shape && <Pads side={shape.width} ways={adaptation?.outputs ?? 2} />}
      table={() => (data ? imageTaskTable(data) : { columns: [], rows: [] })}
      empty={data ? undefined : <EmptyState>The task appears when the engine has started.</EmptyState>}
      chart={(props) => (data ? <ImageTaskChart data={data} {...props} /> : <svg />)}
    />
  );
}

/** One pad per class of the model, and one for the query; the lanes answer as soon as all are drawn on. */
function Pads({ side, ways }: { side: number; ways: number }) {
  const client = useClient();
  const images = useRef<(Float32Array | null)[]>(Array.from({ length: ways + 1 }, () => null));
  const set = (index: number, image: Float32Array | null) => {
    images.current[index] = image;
    const task = ownImageTask(images.current.slice(0, ways), images.current[ways]);
    if (task) client.setProbe({ kind: 'own', task });
  };
  return (
    <div className={css.pads}>
      {Array.from({ length: ways + 1 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pad is its class
        <div key={i} className={css.pad}>
          <span>{i < ways ? `Class ${i + 1}` : 'Query'}</span>
          <DrawPad
            label={i < ways ? `Draw class ${i + 1}` : 'Draw the query'}
            side={96}
            options={{ side }}
            onImage={(image) => set(i, image)}
          />
        </div>
      ))}
    </div>
  );
}
