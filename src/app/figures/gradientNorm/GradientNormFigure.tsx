// "Gradient norm": ‖∇F‖ of the exact meta-gradient over training.
import { CurveFigure } from '../shared/CurveFigure.tsx';
import { gradientNormData, gradientNormSubtitle } from './gradientNormData.ts';

export function GradientNormFigure() {
  return <CurveFigure line={gradientNormSubtitle} build={gradientNormData} />;
}
