// "Gradient norm": ‖∇F‖ of the exact meta-gradient over training.

import { CurveFigure } from '../shared/CurveFigure.tsx';
import { metricData, type SeriesSnapshot } from '../shared/columns.ts';

const gradientNormData = (snapshot: SeriesSnapshot) =>
  metricData(snapshot, 'gradientNorm', {
    title: 'Gradient norm',
    yLabel: '‖∇F‖',
    yScale: 'log',
    emptyText: 'The first evaluation brings the first value.',
  });

export function GradientNormFigure() {
  return <CurveFigure subtitle="‖∇F‖, exact" build={gradientNormData} />;
}
