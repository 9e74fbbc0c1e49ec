// Pads to draw an own image task on: examples of two to five classes and a query. Every lane adapts to them at once.
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { DrawPad } from '../../charts/drawPad.tsx';
import type { TaskFamilyId } from '../../experiment/types.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import data from '../data.module.css';
import css from '../lab.module.css';
import { useClient } from '../labContext.ts';
import { type ClassDrawings, ownImageTask, penWidth } from './imageTask.ts';

/** Classes that one can draw; the model may have fewer or more. */
const MOST_CLASSES = 5;
const EMPTY: ClassDrawings = { kept: [], current: null };

export interface DrawingPadsProps {
  readonly task: TaskFamilyId;
  /** Pixels per side of the family's images. */
  readonly side: number;
  /** Classes that the model tells apart. */
  readonly ways: number;
}

function limitOf(ways: number): string {
  if (ways > MOST_CLASSES)
    return `The model tells ${ways} classes apart; draw up to ${MOST_CLASSES} of them. Its answers count among those drawn.`;
  return ways === MOST_CLASSES
    ? `The model tells ${ways} classes apart: draw 2 to ${ways}. Its answers count among those drawn.`
    : `The model tells ${ways} classes apart. To draw more, raise “Ways” under “Task and model”; training then restarts.`;
}

export function DrawingPads({ task, side, ways }: DrawingPadsProps) {
  const client = useClient();
  const most = Math.min(ways, MOST_CLASSES);
  const [count, setCount] = useState(most);
  // Only the number of kept examples is drawn; the images themselves go to the worker.
  const [drawn, setDrawn] = useState<readonly ClassDrawings[]>(() =>
    Array.from({ length: most }, () => EMPTY),
  );
  const query = useRef<Float32Array | null>(null);
  const options = { side, fit: true, pen: penWidth(task) };

  const send = (classes: readonly ClassDrawings[], of: number) => {
    const own = ownImageTask(classes.slice(0, of), query.current);
    if (own) client.setProbe({ kind: 'own', task: own });
  };
  const change = (index: number, drawing: ClassDrawings) => {
    const next = drawn.map((old, i) => (i === index ? drawing : old));
    setDrawn(next);
    send(next, count);
  };
  const choices = Array.from({ length: most - 1 }, (_, i) => ({
    value: String(i + 2),
    label: `${i + 2} classes`,
  }));
  return (
    <div className={data.panel}>
      <p className={data.soft}>
        Draw an example of each class, then a query to be told apart: with mouse, finger or pen, or with arrow
        keys and space. Drawings are scaled and centred to {side} × {side} pixels. {limitOf(ways)}
      </p>
      {most > 2 && (
        <div className={data.buttons}>
          <SelectField
            label="Classes to draw"
            hideLabel
            small
            value={String(count)}
            choices={choices}
            onChange={(value) => {
              setCount(Number(value));
              send(drawn, Number(value));
            }}
          />
        </div>
      )}
      <div className={css.pads}>
        {drawn.slice(0, count).map((drawing, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pad is its class
          <div key={i} className={css.pad}>
            <span>
              Class {i + 1}
              {drawing.kept.length > 0 && ` · ${drawing.kept.length} kept`}
            </span>
            <DrawPad
              // A kept example leaves a clean pad.
              key={drawing.kept.length}
              label={`Draw class ${i + 1}`}
              side={96}
              options={options}
              onImage={(current) => change(i, { ...drawing, current })}
            />
            <Button
              look="ghost"
              small
              disabled={drawing.current === null}
              aria-label={`Keep this example of class ${i + 1} and draw another`}
              onClick={() =>
                drawing.current && change(i, { kept: [...drawing.kept, drawing.current], current: null })
              }
            >
              <Plus size={14} aria-hidden="true" />
              Another
            </Button>
          </div>
        ))}
        <div className={css.pad}>
          <span>Query</span>
          <DrawPad
            label="Draw the query"
            side={96}
            options={options}
            onImage={(image) => {
              query.current = image;
              send(drawn, count);
            }}
          />
        </div>
      </div>
    </div>
  );
}
