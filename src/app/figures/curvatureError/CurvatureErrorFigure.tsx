// "Curvature error": how far products with the Hessian, or solves with it, are from exact over training.
import { CurveFigure } from '../shared/CurveFigure.tsx';
import { curvatureErrorData, measuredOf } from './curvatureErrorData.ts';

export function CurvatureErrorFigure() {
  return <CurveFigure line={({ experiment }) => measuredOf(experiment)} build={curvatureErrorData} />;
}
