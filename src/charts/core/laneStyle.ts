// One look per lane everywhere: colour first, dash and marker as second cues for colour-blind readers and
// black-and-white prints. Colours are CSS variables, so that themes and exports resolve them.

const MARKERS = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'triangle-down',
  'cross',
  'star',
  'hexagon',
] as const;
export type Marker = (typeof MARKERS)[number];

interface LaneStyle {
  /** A CSS colour, `var(--lane-0)` … `var(--lane-7)`. */
  readonly color: string;
  /** SVG dash array in px at scale 1; empty: solid. */
  readonly dash: string;
  readonly marker: Marker;
}

const DASHES = ['', '8 4', '3 3', '10 3 2 3', '14 4', '6 3 2 3 2 3', '5 2', '12 3 4 3'] as const;

/** The style of lane `index`; repeats after eight, the most that an experiment has. */
export function laneStyle(index: number): LaneStyle {
  const i = Number.isInteger(index) && index >= 0 ? index % 8 : 0;
  return { color: `var(--lane-${i})`, dash: DASHES[i]!, marker: MARKERS[i]! };
}

/** Path of a marker of "radius" r px around the origin. */
export function markerPath(marker: Marker, r: number): string {
  const polygon = (points: readonly (readonly [number, number])[]) =>
    `M${points.map(([x, y]) => `${round(x * r)},${round(y * r)}`).join('L')}Z`;
  switch (marker) {
    case 'circle':
      return `M${round(r)},0A${round(r)},${round(r)},0,1,1,${round(-r)},0A${round(r)},${round(r)},0,1,1,${round(r)},0Z`;
    case 'square':
      return polygon(corners(4, 0.25, 1.2));
    case 'diamond':
      return polygon(corners(4, 0, 1.25));
    case 'triangle':
      return polygon(corners(3, -0.25, 1.3));
    case 'triangle-down':
      return polygon(corners(3, 0.25, 1.3));
    case 'hexagon':
      return polygon(corners(6, 0, 1.1));
    case 'star':
      return polygon(
        Array.from({ length: 10 }, (_, i) => {
          const length = i % 2 === 0 ? 1.4 : 0.6;
          const angle = (i / 10 - 0.25) * 2 * Math.PI;
          return [length * Math.cos(angle), length * Math.sin(angle)] as const;
        }),
      );
    case 'cross': {
      const a = 0.4;
      const b = 1.1;
      return polygon([
        [-a, -b],
        [a, -b],
        [a, -a],
        [b, -a],
        [b, a],
        [a, a],
        [a, b],
        [-a, b],
        [-a, a],
        [-b, a],
        [-b, -a],
        [-a, -a],
      ]);
    }
    default:
      return marker satisfies never;
  }
}

function corners(count: number, turn: number, length: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (count === 4 && turn !== 0 ? i / 4 + 0.125 : i / count + turn) * 2 * Math.PI;
    return [length * Math.cos(angle), length * Math.sin(angle)] as const;
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Multiplies a dash array by the drawing's scale. */
export function scaledDash(dash: string, scale: number): string {
  if (dash === '' || scale === 1) return dash;
  return dash
    .split(' ')
    .map((part) => Number(part) * scale)
    .join(' ');
}
