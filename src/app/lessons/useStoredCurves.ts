// The stored curves of a step, drawn faint behind the live ones while the step is open.
import { useEffect } from 'react';
import { decodeLink } from '../../experiment/link/link.ts';
import type { Place } from '../../lessons/place.ts';
import { stepName } from '../../lessons/results/reproductions.ts';
import type { StoredResult } from '../../lessons/results/stored.ts';
import { mean } from '../../math/statistics.ts';
import { FAMILIES } from '../../tasks/families.ts';
import type { Pin } from '../compare/pins.ts';
import { useReference } from '../compare/reference.ts';
import { useStoredResult } from '../results/useResults.ts';

/** A stored result as what is drawn behind curves: the mean of its runs, point by point. */
export function referenceOf({ name, link, runs }: StoredResult): Pin {
  const { experiment } = decodeLink(link);
  const [first] = runs;
  const unknown = { testLoss: Number.NaN, worstTestLoss: Number.NaN, testAccuracy: Number.NaN };
  return {
    id: `stored-${name}`,
    name: runs.length === 1 ? 'stored' : `stored, ${runs.length} runs`,
    link,
    task: FAMILIES[experiment.task].label,
    iteration: first.iterations,
    lanes: first.curves.map(({ label, iteration }, lane) => ({
      ...unknown,
      lane: label,
      gradientNorm: Number.NaN,
      seconds: Number.NaN,
      curve: {
        iteration: Float64Array.from(iteration),
        seconds: new Float64Array(iteration.length).fill(Number.NaN),
        testLoss: Float32Array.from(iteration, (_, i) =>
          mean(runs.map(({ curves }) => curves[lane]?.testLoss[i] ?? Number.NaN)),
        ),
      },
    })),
  };
}

/** Shows the stored curves of a place, where there are some of its link. */
export function useStoredCurves({ lesson, at, step }: Place): StoredResult | null {
  const stored = useStoredResult(step.iterations > 0 ? stepName(lesson.id, at) : null);
  const show = useReference((s) => s.show);
  const result = stored?.link === step.link && stored.runs.length > 0 ? stored : null;
  useEffect(() => {
    show(result && referenceOf(result));
    return () => show(null);
  }, [result, show]);
  return result;
}
