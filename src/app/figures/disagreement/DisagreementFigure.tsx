// "Disagreement": how far the agents of network lanes are from their centroid.
import { CurveFigure } from '../shared/CurveFigure.tsx';
import { disagreementData } from './disagreementData.ts';

export function DisagreementFigure() {
  return <CurveFigure line="distance of the agents from their centroid" build={disagreementData} />;
}
