// "Loss after each inner step": test loss or accuracy after 0…10 steps, each lane's training N ringed.
import { useMemo } from 'react';
import type { ChartProps, Numbers, Table } from '../core/geometry.ts';
import type { ScaleKind } from '../core/scales.ts';
import { LineChart } from '../line/lineChart.tsx';
import type { LineChartData } from '../line/lineData.ts';
import { lineTable } from '../line/lineText.ts';

export interface StepLossData {
  readonly lanes: readonly {
    readonly lane: number;
    readonly label: string;
    /** Value after 0, 1, … inner steps. */
    readonly values: Numbers;
    /** Inner steps N that the lane trains with. */
    readonly trained: number;
  }[];
  readonly measure: 'loss' | 'accuracy';
  readonly yScale: ScaleKind;
}

interface StepLossChartProps extends ChartProps {
  readonly data: StepLossData;
}

export function StepLossChart({ data, ...rest }: StepLossChartProps) {
  const lines = useMemo(() => stepLossLines(data), [data]);
  return <LineChart data={lines} {...rest} />;
}

/** The same data as a series chart. */
export function stepLossLines(data: StepLossData): LineChartData {
  const most = Math.max(1, ...data.lanes.map((lane) => lane.values.length - 1));
  const steps = Array.from({ length: most + 1 }, (_, i) => i);
  return {
    title: data.measure === 'loss' ? 'Loss after each inner step' : 'Accuracy after each inner step',
    xLabel: 'inner steps',
    yLabel: data.measure === 'loss' ? 'test loss' : 'test accuracy',
    yScale: data.measure === 'accuracy' ? 'linear' : data.yScale,
    ...(data.measure === 'accuracy' ? { yDomain: [0, 1] as const } : {}),
    includeZero: data.yScale === 'linear',
    xDomain: [0, most],
    wholeX: true,
    series: data.lanes.map((lane) => ({
      id: `step-${lane.lane}`,
      label: lane.label,
      lane: lane.lane,
      x: steps,
      y: lane.values,
      dots: true,
      emphasis: lane.trained,
    })),
  };
}

export function stepLossTable(data: StepLossData): Table {
  return lineTable(stepLossLines(data));
}
