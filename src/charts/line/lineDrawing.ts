// A series chart laid out: everything in px.
import type { Area, Line, Rect, Size } from '../core/geometry.ts';
import type { EndLabel, PlacedEntry } from '../core/labels.ts';
import type { Marker } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';

export interface MarkDrawing {
  readonly x: number;
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'end';
  readonly color: string;
}

/** A mark on a curve that says which finished run it is of. */
export interface TagDrawing {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
}

export interface LevelDrawing {
  readonly y: number;
  readonly label: string;
  readonly color: string;
}

export interface DotDrawing {
  readonly x: number;
  readonly y: number;
  readonly marker: Marker;
  readonly color: string;
  readonly ring: boolean;
}

export interface LineDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly areas: readonly Area[];
  readonly lines: readonly Line[];
  readonly dots: readonly DotDrawing[];
  readonly marks: readonly MarkDrawing[];
  readonly tags: readonly TagDrawing[];
  readonly levels: readonly LevelDrawing[];
  readonly endLabels: readonly EndLabel[];
  readonly legend: readonly PlacedEntry[];
  /** Text shown instead of curves. */
  readonly empty: string | null;
}
