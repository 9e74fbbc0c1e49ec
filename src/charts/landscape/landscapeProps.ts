// What the landscape takes, and how it tells of changes.
import type { ChartProps } from '../core/geometry.ts';
import type { LandscapeData } from './landscapeData.ts';

export interface LandscapeChartProps extends ChartProps {
  readonly data: LandscapeData;
  /** The task that is highlighted everywhere, or null. */
  readonly highlight?: number | null;
  readonly onHighlight?: ((task: number | null) => void) | undefined;
  /** Absent: optima cannot be dragged. `settled` is false while dragging. */
  readonly onOptimumChange?: ((index: number, x: number, y: number, settled: boolean) => void) | undefined;
  /** The end of an axis was moved to (dx, dy) from its optimum. */
  readonly onAxisChange?:
    | ((index: number, axis: 0 | 1, dx: number, dy: number, settled: boolean) => void)
    | undefined;
}
