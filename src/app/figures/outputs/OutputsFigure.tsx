// "Outputs": the average T1, the random iterate T2 and the centroid beside each lane's launch model.
import { memo, useMemo, useRef } from 'react';
import { viewFields } from '../../../experiment/viewFields.ts';
import { Segments } from '../../../ui/fields/ToggleField.tsx';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { useView } from '../../state/viewState.ts';
import { CurveFrame } from '../shared/CurveFigure.tsx';
import { hasFinite } from '../shared/columns.ts';
import { outputsData } from './outputsData.ts';

export const OutputsFigure = memo(function OutputsFigure() {
  const frame = useRef<HTMLElement>(null);
  const { experiment, series, seriesVersion } = useFigureSnapshot(frame);
  const { outputsOf: wished, set } = useView();
  // A centroid has its mean alone.
  const weighted = series.some((one) => hasFinite(one.evaluation.metrics.averagedIterateTestLoss));
  const measure = weighted ? wished : 'mean';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(
    () => outputsData({ experiment, series }, measure),
    [experiment, seriesVersion, measure],
  );
  return (
    <CurveFrame
      data={data}
      frameRef={frame}
      line="thick: launch model; thin: average T1, or centroid; hairline: random iterate T2"
      settings={
        weighted && (
          <Segments
            label="Tasks"
            value={measure}
            choices={viewFields.outputsOf.choices}
            onChange={(outputsOf) => set({ outputsOf })}
          />
        )
      }
    />
  );
});
