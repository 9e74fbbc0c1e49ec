// Directions in a plane as the chart takes them: arrows from one point, lengths are norms.

export interface Direction {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly norm: number;
  /** Distance from the plane, where it does not lie in it. */
  readonly off: number;
  /** Drawn in the lane's colour; the others are for comparison. */
  readonly own: boolean;
}

export interface DirectionsData {
  readonly lane: number;
  readonly directions: readonly Direction[];
  /** Ids of two whose tips are joined: what lies between them has this name. */
  readonly between: { readonly from: string; readonly to: string; readonly label: string } | null;
}
