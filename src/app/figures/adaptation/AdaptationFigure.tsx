// "Adaptation": the shown task, or the user's own, before and after each inner step of every lane.
import { memo, useRef } from 'react';
import { FAMILIES } from '../../../tasks/families.ts';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { FigureFooter } from '../frame/Figure.tsx';
import { CurveAdaptation } from './CurveAdaptation.tsx';
import { ImageAdaptation } from './ImageAdaptation.tsx';
import { TrainingTime } from './TrainingTime.tsx';

const FOOTER = <TrainingTime />;

export const AdaptationFigure = memo(function AdaptationFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const { experiment } = snapshot;
  // A key per kind: another family starts with a fresh figure.
  return (
    <FigureFooter value={FOOTER}>
      {FAMILIES[experiment.task].adaptation.kind === 'images' ? (
        <ImageAdaptation key={experiment.task} snapshot={snapshot} frame={frame} />
      ) : (
        <CurveAdaptation key="curve" snapshot={snapshot} frame={frame} />
      )}
    </FigureFooter>
  );
});
