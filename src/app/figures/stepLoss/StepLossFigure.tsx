// "Loss after each inner step": test loss before adapting and after each step, with every lane's own α.
import { memo, useMemo, useRef } from 'react';
import {
  StepLossChart,
  type StepLossData,
  stepLossTable,
} from '../../../charts/adaptation/stepLossChart.tsx';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { currentSettings, shownIteration } from '../../state/useExperiment.ts';
import { Figure } from '../frame/Figure.tsx';

export const StepLossFigure = memo(function StepLossFigure() {
  const frame = useRef<HTMLElement>(null);
  const { experiment, views, state, iteration } = useFigureSnapshot(frame);
  const stepLoss = views['step-loss'];
  const at = shownIteration(state, iteration);
  const data = useMemo((): StepLossData => {
    const { names, lanes } = currentSettings(experiment, at);
    return {
      measure: 'loss',
      yScale: 'linear',
      lanes: (stepLoss?.lanes ?? [])
        .filter(({ lane }) => lane < names.length)
        .map(({ lane, loss }) => ({
          lane,
          label: names[lane],
          values: loss,
          trained: lanes[lane].innerSteps,
        })),
    };
  }, [experiment, stepLoss, at]);
  return (
    <Figure
      data={data}
      line="ringed: training N"
      frameRef={frame}
      table={stepLossTable}
      chart={(shown, props) => <StepLossChart data={shown} {...props} />}
    />
  );
});
