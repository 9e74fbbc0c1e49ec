// "Meta-loss": loss after adaptation over iterations, seconds or gradient evaluations.
import { memo, useMemo, useRef } from 'react';
import { usePins } from '../../compare/pins.ts';
import { useReference } from '../../compare/reference.ts';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { useView } from '../../state/viewState.ts';
import { CurveFrame } from '../shared/CurveFigure.tsx';
import { MetaLossTools } from './MetaLossTools.tsx';
import { metaLossData } from './metaLossData.ts';

const TOOLS = <MetaLossTools />;

export const MetaLossFigure = memo(function MetaLossFigure() {
  const frame = useRef<HTMLElement>(null);
  const { xAxis, logY, curves, smoothing } = useView();
  const { experiment, series, seriesVersion } = useFigureSnapshot(frame);
  const pinned = usePins((s) => s.pins);
  const reference = useReference((s) => s.reference);
  const pins = useMemo(() => (reference ? [reference, ...pinned] : pinned), [reference, pinned]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(
    () => metaLossData({ experiment, series }, { xAxis, logY, curves, smoothing }, pins),
    [experiment, seriesVersion, xAxis, logY, curves, smoothing, pins],
  );
  const banded = data.series.some((one) => one.band);
  return (
    <CurveFrame
      data={data}
      frameRef={frame}
      line={`${curves === 'both' ? 'test; pale: train' : curves}${banded ? '; band: ± sd over seeds' : ''}`}
      settings={TOOLS}
    />
  );
});
