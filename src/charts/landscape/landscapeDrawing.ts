// The landscape laid out: everything in px.
import type { Rect, Size } from '../core/geometry.ts';
import type { PlacedEntry } from '../core/labels.ts';
import type { Marker } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';
import type { LandscapeMark } from './landscapeData.ts';

export interface MarkPlacement {
  readonly x: number;
  readonly y: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Empty where no place was free. */
  readonly label: string;
  readonly kind: LandscapeMark['kind'];
  readonly color: string;
}

interface PathDrawing {
  readonly id: string;
  readonly d: string;
  readonly color: string;
  readonly width: number;
  readonly dash: string;
  readonly opacity: number;
}

export interface LandscapeDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Filled contours of F, lowest level first; each is drawn over the last. */
  readonly contours: readonly { readonly level: number; readonly d: string }[];
  readonly taskContours: readonly { readonly id: string; readonly task: number; readonly d: string }[];
  readonly paths: readonly (PathDrawing & {
    readonly lane: number;
    readonly end: readonly [number, number] | null;
    readonly marker: Marker;
  })[];
  readonly arrows: readonly (PathDrawing & { readonly head: string })[];
  readonly marks: readonly MarkPlacement[];
  readonly optima: readonly {
    readonly index: number;
    readonly x: number;
    readonly y: number;
    readonly label: string;
    readonly name: string;
    /** Ends of its axes in px. */
    readonly axes: readonly (readonly [number, number])[];
  }[];
  readonly legend: readonly PlacedEntry[];
  /** Marked points, by symbol. */
  readonly markKey: readonly (PlacedEntry & { readonly kind: LandscapeMark['kind'] })[];
  readonly empty: string | null;
}
