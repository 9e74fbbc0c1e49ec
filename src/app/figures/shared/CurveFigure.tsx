// A figure that is curves over training, built from the snapshot's columns.
import { memo, type ReactNode, type Ref, useMemo, useRef } from 'react';
import { LineChart } from '../../../charts/line/lineChart.tsx';
import type { LineChartData } from '../../../charts/line/lineData.ts';
import { lineTable } from '../../../charts/line/lineText.ts';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { Figure } from '../frame/Figure.tsx';
import type { SeriesSnapshot } from './columns.ts';

/** Curves of different lengths: the table names the series in every row. */
const curveTable = (data: LineChartData) => lineTable({ ...data, sharedX: false });

interface CurveFrameProps {
  readonly data: LineChartData;
  readonly frameRef: Ref<HTMLElement>;
  readonly line?: string;
  readonly settings?: ReactNode;
}

export function CurveFrame(props: CurveFrameProps) {
  return (
    <Figure {...props} table={curveTable} chart={(data, chart) => <LineChart data={data} {...chart} />} />
  );
}

interface CurveFigureProps {
  readonly line: string | ((snapshot: SeriesSnapshot) => string);
  readonly build: (snapshot: SeriesSnapshot) => LineChartData;
}

export const CurveFigure = memo(function CurveFigure({ line, build }: CurveFigureProps) {
  const frame = useRef<HTMLElement>(null);
  const { experiment, series, seriesVersion } = useFigureSnapshot(frame);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(() => build({ experiment, series }), [experiment, seriesVersion, build]);
  const said = typeof line === 'string' ? line : line({ experiment, series });
  return <CurveFrame data={data} frameRef={frame} line={said} />;
});
