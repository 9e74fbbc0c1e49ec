// "Accuracy": mean test accuracy with its interval, and the worst task's, over training.
import { CurveFigure } from '../shared/CurveFigure.tsx';
import { accuracyData, accuracySubtitle } from './accuracyData.ts';

export function AccuracyFigure() {
  return <CurveFigure line={accuracySubtitle} build={accuracyData} />;
}
