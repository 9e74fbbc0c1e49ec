// Figures that are curves over training, and the loss after each inner step.
import { SlidersHorizontal } from 'lucide-react';
import { memo, useMemo, useRef } from 'react';
import { StepLossChart, type StepLossData, stepLossTable } from '../../charts/adaptation/stepLossChart.tsx';
import { LineChart } from '../../charts/line/lineChart.tsx';
import type { LineChartData } from '../../charts/line/lineLayout.ts';
import { lineTable } from '../../charts/line/lineText.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { Segments } from '../../ui/ToggleField.tsx';
import { usePins } from '../compare/pins.ts';
import { useFigureSnapshot } from '../lab/labContext.ts';
import { currentSettings } from '../lab/useExperiment.ts';
import { useView, type ViewState, type XAxis } from '../lab/viewState.ts';
import { Figure } from './Figure.tsx';
import { AXIS_LABELS, accuracyData, metaLossData, metricData } from './series.ts';

const AXES = (Object.keys(AXIS_LABELS) as XAxis[]).map((value) => ({ value, label: AXIS_LABELS[value] }));
const CURVES = [
  { value: 'both', label: 'test and train' },
  { value: 'test', label: 'test only' },
  { value: 'train', label: 'train only' },
] as const;
const SMOOTHING = [
  { value: '0', label: 'no smoothing' },
  { value: '0.6', label: 'light smoothing' },
  { value: '0.9', label: 'strong smoothing' },
  { value: '0.97', label: 'very strong smoothing' },
];
const SCALES = [
  { value: 'log', label: 'log' },
  { value: 'linear', label: 'linear' },
] as const;

export const MetaLossFigure = memo(function MetaLossFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const { xAxis, logY, curves, smoothing, set } = useView();
  const { experiment, series, seriesVersion } = snapshot;
  const pins = usePins((s) => s.pins);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(
    () => metaLossData({ experiment, series }, { xAxis, logY, curves, smoothing }, pins),
    [experiment, seriesVersion, xAxis, logY, curves, smoothing, pins],
  );
  const banded = data.series.some((one) => one.band);
  const tools = useMemo(
    () => (
      <>
        <SelectField
          label="Horizontal axis"
          hideLabel
          small
          value={xAxis}
          choices={AXES}
          onChange={(next) => set({ xAxis: next })}
        />
        <Segments
          label="Vertical axis"
          value={logY ? 'log' : 'linear'}
          choices={SCALES}
          onChange={(next) => set({ logY: next === 'log' })}
        />
        <Popover
          label="Curve options"
          trigger={
            <button
              type="button"
              className={buttonClass('ghost', true, true)}
              aria-label="Curve options"
              title="Which curves, and smoothing"
            >
              <SlidersHorizontal size={15} aria-hidden="true" />
            </button>
          }
        >
          <SelectField
            label="Curves"
            value={curves}
            choices={CURVES}
            onChange={(next: ViewState['curves']) => set({ curves: next })}
          />
          <SelectField
            label="Smoothing"
            value={String(smoothing)}
            choices={SMOOTHING}
            onChange={(next) => set({ smoothing: Number(next) })}
          />
        </Popover>
      </>
    ),
    [xAxis, logY, curves, smoothing, set],
  );
  return (
    <Figure
      name="Meta-loss"
      frameRef={frame}
      height={320}
      subtitle={`${curves === 'both' ? 'test; pale: train' : curves}${banded ? '; band: ± sd over seeds' : ''}`}
      tools={tools}
      table={() => lineTable({ ...data, sharedX: false })}
      chart={(props) => <LineChart data={data} {...props} />}
    />
  );
});

interface CurveFigureProps {
  readonly name: string;
  readonly subtitle?: string;
  readonly build: (snapshot: Parameters<typeof metricData>[0]) => LineChartData;
}

export const CurveFigure = memo(function CurveFigure({ name, subtitle, build }: CurveFigureProps) {
  const frame = useRef<HTMLElement>(null);
  const { experiment, series, seriesVersion } = useFigureSnapshot(frame);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(() => build({ experiment, series }), [experiment, seriesVersion, build]);
  return (
    <Figure
      name={name}
      subtitle={subtitle}
      frameRef={frame}
      table={() => lineTable({ ...data, sharedX: false })}
      chart={(props) => <LineChart data={data} {...props} />}
    />
  );
});

const gradientNorm = (snapshot: Parameters<typeof metricData>[0]) =>
  metricData(snapshot, 'gradientNorm', {
    title: 'Gradient norm',
    yLabel: '‖∇F‖',
    yScale: 'log',
    emptyText: 'The first evaluation brings the first value.',
  });

export function GradientNormFigure() {
  return <CurveFigure name="Gradient norm" subtitle="‖∇F‖, exact" build={gradientNorm} />;
}

export function AccuracyFigure() {
  return (
    <CurveFigure
      name="Accuracy"
      subtitle="test, mean with 95 % interval; dashed: worst task"
      build={accuracyData}
    />
  );
}

export const StepLossFigure = memo(function StepLossFigure() {
  const frame = useRef<HTMLElement>(null);
  const { experiment, stepLoss, state, iteration } = useFigureSnapshot(frame);
  const at = state === 'replaying' ? iteration : Number.POSITIVE_INFINITY;
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
      name="Loss after each inner step"
      subtitle="ringed: training N"
      frameRef={frame}
      table={() => stepLossTable(data)}
      chart={(props) => <StepLossChart data={data} {...props} />}
    />
  );
});
