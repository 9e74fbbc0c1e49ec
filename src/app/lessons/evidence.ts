// What the page knows of the run, as claims judge it.
import type { LabSnapshot } from '../../client/types.ts';
import type { Evidence } from '../../lessons/evidence.ts';
import { currentSettings } from '../state/useExperiment.ts';

/** The launch model of a lane, where the landscape shows it as a point of the plane. */
function modelOf({ views, iteration }: LabSnapshot, lane: number): readonly number[] | null {
  const { landscape } = views;
  if (landscape?.basis !== 'coordinates' || landscape.iteration !== iteration) return null;
  const points = landscape.paths[lane]?.points;
  return points && points.length >= 2 ? Array.from(points.subarray(points.length - 2)) : null;
}

export function evidenceFrom(snapshot: LabSnapshot): Evidence {
  const { experiment, iteration, series, views, stops } = snapshot;
  const { names, lanes } = currentSettings(experiment, Number.POSITIVE_INFINITY);
  const stepLoss = views['step-loss']?.iteration === iteration ? views['step-loss'] : null;
  return {
    experiment,
    iteration,
    lanes: lanes.flatMap((settings, lane) =>
      series[lane]
        ? [
            {
              name: names[lane],
              settings,
              train: series[lane].train,
              evaluation: series[lane].evaluation,
              stopped: stops[lane] != null,
              stepLoss: stepLoss?.lanes.find((one) => one.lane === lane)?.loss ?? null,
              model: modelOf(snapshot, lane),
            },
          ]
        : [],
    ),
  };
}
