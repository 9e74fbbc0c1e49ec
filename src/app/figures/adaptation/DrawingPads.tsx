// Pads to draw an own image task on: examples of two to five classes and a query. Every lane adapts to them at once.
// Instead of drawing, one can take the set's own images.
import { Image, Plus } from 'lucide-react';
import { useState } from 'react';
import { DrawPad } from '../../../charts/images/drawPad.tsx';
import { type PadDrawing, padImage, type RasterOptions } from '../../../charts/images/strokes.ts';
import { Button } from '../../../ui/Button.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import panel from '../../../ui/panel.module.css';
import { useClient } from '../../state/labContext.ts';
import { ownImageTask } from './imageTask.ts';
import { INKS, PAPERS, type Paper } from './padStyle.ts';
import css from './pads.module.css';

/** Classes that one can draw; the model may have fewer or more. */
const MOST_CLASSES = 5;

/** Drawings of one class: finished ones, and what is on the pad now. */
interface Drawings {
  readonly kept: readonly PadDrawing[];
  readonly current: PadDrawing | null;
}
const EMPTY: Drawings = { kept: [], current: null };

/** Images of the set to take instead of drawing: per class, and for the query. */
export interface PadExamples {
  readonly classes: readonly (readonly Float32Array[])[];
  readonly query: readonly Float32Array[];
}

interface DrawingPadsProps {
  /** How drawings become images like the set's. */
  readonly style: RasterOptions & { readonly side: number };
  /** Colour images: inks and paper can be chosen. */
  readonly colour: boolean;
  /** Classes that the model tells apart. */
  readonly ways: number;
  readonly examples: PadExamples;
}

function limitOf(ways: number): string {
  if (ways > MOST_CLASSES)
    return `The model tells ${ways} classes apart; draw up to ${MOST_CLASSES} of them. Its answers count among those drawn.`;
  return ways === MOST_CLASSES
    ? `The model tells ${ways} classes apart: draw 2 to ${ways}. Its answers count among those drawn.`
    : `The model tells ${ways} classes apart. To draw more, raise “Ways” under “Task and model”; training then restarts.`;
}

const nextOf = (images: readonly Float32Array[], now: PadDrawing | null): PadDrawing => {
  const at = now?.kind === 'picture' ? images.indexOf(now.image) : -1;
  return { kind: 'picture', image: images[(at + 1) % images.length] };
};

export function DrawingPads({ style, colour, ways, examples }: DrawingPadsProps) {
  const client = useClient();
  const most = Math.min(ways, MOST_CLASSES);
  const [count, setCount] = useState(most);
  const [paper, setPaper] = useState<Paper>('light');
  const [inkName, setInkName] = useState(INKS[0].name);
  const [drawn, setDrawn] = useState<readonly Drawings[]>(() => Array.from({ length: most }, () => EMPTY));
  const [query, setQuery] = useState<PadDrawing | null>(null);
  const on = (which: Paper): RasterOptions => (colour ? { ...style, paper: PAPERS[which] } : style);
  const ink = colour ? INKS.find(({ name }) => name === inkName)?.rgb : undefined;

  const send = (classes: readonly Drawings[], asked: PadDrawing | null, of = count, which = paper) => {
    const image = (drawing: PadDrawing | null) => drawing && padImage(drawing, on(which));
    const images = classes.slice(0, of).map(({ kept, current }) => ({
      kept: kept.map((drawing) => padImage(drawing, on(which))),
      current: image(current),
    }));
    const own = ownImageTask(images, image(asked));
    if (own) client.setProbe({ kind: 'own', task: own });
  };
  const change = (index: number, drawing: Drawings) => {
    const next = drawn.map((old, i) => (i === index ? drawing : old));
    setDrawn(next);
    send(next, query);
  };
  const ask = (drawing: PadDrawing | null) => {
    setQuery(drawing);
    send(drawn, drawing);
  };
  const choosePaper = (which: Paper) => {
    setPaper(which);
    // Ink that cannot be seen on the new paper gives way.
    if (which === 'dark' && inkName === 'Black') setInkName('White');
    if (which === 'light' && inkName === 'White') setInkName('Black');
    send(drawn, query, count, which);
  };
  const choices = Array.from({ length: most - 1 }, (_, i) => ({
    value: String(i + 2),
    label: `${i + 2} classes`,
  }));
  return (
    <div className={panel.rows}>
      <p className={panel.note}>
        Draw an example of each class, then a query to be told apart: with mouse, finger or pen, with arrow
        keys and space, or take the set’s own images. Drawings are{' '}
        {style.fit ? 'scaled and centred' : 'scaled'} to {style.side} × {style.side} pixels. {limitOf(ways)}
      </p>
      <div className={panel.buttons}>
        {most > 2 && (
          <SelectField
            label="Classes to draw"
            hideLabel
            small
            value={String(count)}
            choices={choices}
            onChange={(value) => {
              setCount(Number(value));
              send(drawn, query, Number(value));
            }}
          />
        )}
        {colour && (
          <>
            <SelectField
              label="Ink"
              hideLabel
              small
              value={inkName}
              choices={INKS.map(({ name }) => ({ value: name, label: `${name} ink` }))}
              onChange={setInkName}
            />
            <SelectField
              label="Paper"
              hideLabel
              small
              value={paper}
              choices={[
                { value: 'light', label: 'Light paper' },
                { value: 'dark', label: 'Dark paper' },
              ]}
              onChange={choosePaper}
            />
          </>
        )}
      </div>
      <div className={css.pads}>
        {drawn.slice(0, count).map((drawing, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pad is its class
          <div key={i} className={css.pad}>
            <span>
              Class {i + 1}
              {drawing.kept.length > 0 && ` · ${drawing.kept.length} kept`}
            </span>
            <DrawPad
              subject={`class ${i + 1}`}
              side={96}
              options={on(paper)}
              {...(ink ? { ink } : {})}
              drawing={drawing.current}
              onChange={(current) => change(i, { ...drawing, current })}
            />
            <TakeButton
              subject={`class ${i + 1}`}
              images={examples.classes[i] ?? []}
              now={drawing.current}
              onTake={(current) => change(i, { ...drawing, current })}
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
            subject="the query"
            side={96}
            options={on(paper)}
            {...(ink ? { ink } : {})}
            drawing={query}
            onChange={ask}
          />
          <TakeButton subject="the query" images={examples.query} now={query} onTake={ask} />
        </div>
      </div>
    </div>
  );
}

/** Puts the next of the set's own images on a pad. */
function TakeButton(props: {
  readonly subject: string;
  readonly images: readonly Float32Array[];
  readonly now: PadDrawing | null;
  readonly onTake: (drawing: PadDrawing) => void;
}) {
  const { subject, images, now, onTake } = props;
  return (
    <Button
      look="ghost"
      small
      disabled={images.length === 0}
      aria-label={`From the set: an image for ${subject}`}
      onClick={() => onTake(nextOf(images, now))}
    >
      <Image size={14} aria-hidden="true" />
      From the set
    </Button>
  );
}
