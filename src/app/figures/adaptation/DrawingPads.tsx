// Pads to draw an own image task on: examples of two to five classes and a query. Every lane adapts to them at once.
// Instead of drawing, one can take the set's own images.
import { Image, Plus } from 'lucide-react';
import { useState } from 'react';
import { DrawPad } from '../../../charts/images/drawPad.tsx';
import { type PadDrawing, padImage, type RasterOptions } from '../../../charts/images/strokes.ts';
import type { ProbeChoice } from '../../../protocol/views.ts';
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

/** Drawings that a link brought, or that were made before the pads were put away: as pictures. */
function ownDrawings(
  probe: ProbeChoice,
  most: number,
): { readonly classes: readonly Drawings[]; readonly query: PadDrawing } | null {
  if (probe.kind !== 'own' || probe.task.kind !== 'images' || probe.task.ways > most) return null;
  const { ways, supportX, supportClass, queryX } = probe.task;
  const size = supportX.length / supportClass.length;
  const picture = (image: Float32Array): PadDrawing => ({ kind: 'picture', image });
  const classes = Array.from({ length: ways }, (_, label): Drawings => {
    const images = [...supportClass].flatMap((of, i) =>
      of === label ? [picture(supportX.slice(i * size, (i + 1) * size))] : [],
    );
    return { kept: images.slice(0, -1), current: images.at(-1) ?? null };
  });
  return { classes, query: picture(queryX.slice(0, size)) };
}

/** What is drawn, on which paper, and the probe that every change makes of it. */
function useDrawings({ style, colour }: Pick<DrawingPadsProps, 'style' | 'colour'>, most: number) {
  const client = useClient();
  const [own] = useState(() => ownDrawings(client.getSnapshot().probe, most));
  const [count, setCount] = useState(own ? own.classes.length : most);
  const [paper, setPaper] = useState<Paper>('light');
  const [inkName, setInkName] = useState(INKS[0].name);
  const [drawn, setDrawn] = useState<readonly Drawings[]>(() =>
    Array.from({ length: most }, (_, i) => own?.classes[i] ?? EMPTY),
  );
  const [query, setQuery] = useState<PadDrawing | null>(own?.query ?? null);
  const on = (which: Paper): RasterOptions => (colour ? { ...style, paper: PAPERS[which] } : style);

  const send = (classes: readonly Drawings[], asked: PadDrawing | null, of = count, which = paper) => {
    const image = (drawing: PadDrawing | null) => drawing && padImage(drawing, on(which));
    const images = classes.slice(0, of).map(({ kept, current }) => ({
      kept: kept.map((drawing) => padImage(drawing, on(which))),
      current: image(current),
    }));
    const own = ownImageTask(images, image(asked));
    if (own) client.setProbe({ kind: 'own', task: own });
  };
  return {
    count,
    paper,
    inkName,
    setInkName,
    drawn: drawn.slice(0, count),
    query,
    options: on(paper),
    ink: colour ? INKS.find(({ name }) => name === inkName)?.rgb : undefined,
    change(index: number, drawing: Drawings) {
      const next = drawn.map((old, i) => (i === index ? drawing : old));
      setDrawn(next);
      send(next, query);
    },
    ask(drawing: PadDrawing | null) {
      setQuery(drawing);
      send(drawn, drawing);
    },
    chooseCount(of: number) {
      setCount(of);
      send(drawn, query, of);
    },
    choosePaper(which: Paper) {
      setPaper(which);
      // Ink that cannot be seen on the new paper gives way.
      if (which === 'dark' && inkName === 'Black') setInkName('White');
      if (which === 'light' && inkName === 'White') setInkName('Black');
      send(drawn, query, count, which);
    },
  };
}

type PadState = ReturnType<typeof useDrawings>;

const countChoices = (most: number) =>
  Array.from({ length: most - 1 }, (_, i) => ({ value: String(i + 2), label: `${i + 2} classes` }));

const PAPER_CHOICES = [
  { value: 'light', label: 'Light paper' },
  { value: 'dark', label: 'Dark paper' },
] as const;

/** How many classes, and for colour images ink and paper. */
function PadChoices({
  pads,
  most,
  colour,
}: {
  readonly pads: PadState;
  readonly most: number;
  readonly colour: boolean;
}) {
  return (
    <div className={panel.buttons}>
      {most > 2 && (
        <SelectField
          label="Classes to draw"
          hideLabel
          small
          value={String(pads.count)}
          choices={countChoices(most)}
          onChange={(value) => pads.chooseCount(Number(value))}
        />
      )}
      {colour && (
        <>
          <SelectField
            label="Ink"
            hideLabel
            small
            value={pads.inkName}
            choices={INKS.map(({ name }) => ({ value: name, label: `${name} ink` }))}
            onChange={pads.setInkName}
          />
          <SelectField
            label="Paper"
            hideLabel
            small
            value={pads.paper}
            choices={PAPER_CHOICES}
            onChange={pads.choosePaper}
          />
        </>
      )}
    </div>
  );
}

interface ClassPadProps {
  readonly index: number;
  readonly drawing: Drawings;
  readonly pads: PadState;
  readonly images: readonly Float32Array[];
}

/** The pad of one class, with its kept examples. */
function ClassPad({ index, drawing, pads, images }: ClassPadProps) {
  const subject = `class ${index + 1}`;
  const { kept, current } = drawing;
  const draw = (next: PadDrawing | null) => pads.change(index, { ...drawing, current: next });
  return (
    <div className={css.pad}>
      <span>
        Class {index + 1}
        {kept.length > 0 && ` · ${kept.length} kept`}
      </span>
      <DrawPad
        subject={subject}
        side={96}
        options={pads.options}
        {...(pads.ink ? { ink: pads.ink } : {})}
        drawing={current}
        onChange={draw}
      />
      <div className={css.more}>
        <TakeButton subject={subject} images={images} now={current} onTake={draw} />
        <Button
          look="ghost"
          small
          iconOnly
          disabled={current === null}
          aria-label={`Keep this example of ${subject} and draw another`}
          title="Keep this example and draw another"
          onClick={() => current && pads.change(index, { kept: [...kept, current], current: null })}
        >
          <Plus size={15} aria-hidden="true" />
        </Button>
      </div>
    </div>
  );
}

export function DrawingPads({ style, colour, ways, examples }: DrawingPadsProps) {
  const most = Math.min(ways, MOST_CLASSES);
  const pads = useDrawings({ style, colour }, most);
  return (
    <div className={panel.rows} data-tall>
      <p className={panel.note}>
        Draw an example of each class, then a query to be told apart: with mouse, finger or pen, with arrow
        keys and space, or take the set’s own images. Drawings are{' '}
        {style.fit ? 'scaled and centred' : 'scaled'} to {style.side} × {style.side} pixels. {limitOf(ways)}
      </p>
      <PadChoices pads={pads} most={most} colour={colour} />
      <div className={css.pads}>
        {pads.drawn.map((drawing, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pad is its class
          <ClassPad key={i} index={i} drawing={drawing} pads={pads} images={examples.classes[i] ?? []} />
        ))}
        <div className={css.pad}>
          <span>Query</span>
          <DrawPad
            subject="the query"
            side={96}
            options={pads.options}
            {...(pads.ink ? { ink: pads.ink } : {})}
            drawing={pads.query}
            onChange={pads.ask}
          />
          <TakeButton subject="the query" images={examples.query} now={pads.query} onTake={pads.ask} />
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
      iconOnly
      disabled={images.length === 0}
      aria-label={`From the set: an image for ${subject}`}
      title="Take an image from the set"
      onClick={() => onTake(nextOf(images, now))}
    >
      <Image size={15} aria-hidden="true" />
    </Button>
  );
}
