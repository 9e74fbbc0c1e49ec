// The classes of a set that was found: to take or to leave, with counts and a few images each.
import { useEffect, useRef } from 'react';
import type { SetSummary } from '../../data/import/summary.ts';
import css from './review.module.css';

/** Rows that are shown: a thousand characters are no table to read. */
const SHOWN = 60;

/** One image as it will be trained on. */
function Sample({ summary, pixels }: { summary: SetSummary; pixels: Uint8Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels } = summary;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[i * channels + (channels === 3 ? c : 0)];
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [width, height, channels, pixels]);
  return <canvas ref={canvas} width={width} height={height} className={css.sample} />;
}

interface ClassTableProps {
  readonly summary: SetSummary;
  readonly excluded: readonly string[];
  readonly disabled: boolean;
  readonly onExclude: (names: readonly string[]) => void;
}

export function ClassTable({ summary, excluded, disabled, onExclude }: ClassTableProps) {
  const byName = new Map(summary.classes.map((c) => [c.name, c]));
  const names = summary.all.slice(0, SHOWN);
  const tested = summary.classes.some((c) => c.test > 0);
  const isTable = summary.family === 'table';
  const parted = summary.classes.some((c) => c.part);
  return (
    <section
      className={css.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={`${isTable ? 'Tasks' : 'Classes'} of ${summary.name}`}
    >
      <table className={css.classes}>
        <thead>
          <tr>
            <th scope="col">{isTable ? 'Task' : 'Class'}</th>
            {parted && <th scope="col">Part</th>}
            <th scope="col">{tested ? 'Train' : isTable ? 'Rows' : 'Images'}</th>
            {tested && <th scope="col">Test</th>}
            {!isTable && <th scope="col">Samples</th>}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const found = byName.get(name);
            return (
              <tr key={name}>
                <th scope="row">
                  <label className={css.take}>
                    <input
                      type="checkbox"
                      checked={!excluded.includes(name)}
                      disabled={disabled}
                      onChange={({ target }) =>
                        onExclude(target.checked ? excluded.filter((n) => n !== name) : [...excluded, name])
                      }
                    />
                    {name}
                  </label>
                </th>
                {parted && <td>{found?.part ?? '–'}</td>}
                <td>{found ? found.train.toLocaleString('en') : 'left out'}</td>
                {tested && <td>{found ? found.test.toLocaleString('en') : ''}</td>}
                {!isTable && (
                  <td>
                    <span className={css.samples} aria-hidden="true">
                      {found?.samples.map((pixels, i) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: the samples of a class have no other name
                        <Sample key={i} summary={summary} pixels={pixels} />
                      ))}
                    </span>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {summary.all.length > SHOWN && <p>and {(summary.all.length - SHOWN).toLocaleString('en')} more</p>}
    </section>
  );
}
