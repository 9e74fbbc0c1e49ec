// How long an iteration takes on a backend, so that the faster one can be chosen.

import type { BackendName } from '../../learner/backends.ts';
import { type ProgramRequest, programsOn, type StartedPrograms } from './lanePrograms.ts';

/** Milliseconds that WebGPU has for its first iterations, compilation included. */
export const GPU_PATIENCE = 2000;

export function shownTime(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

export interface Measured {
  readonly started: StartedPrograms;
  readonly time: number;
}

export async function measured(name: BackendName, request: ProgramRequest): Promise<Measured> {
  const started = await programsOn(name, request);
  try {
    return { started, time: await request.measure(started.programs) };
  } catch (error) {
    started.dispose();
    throw error;
  }
}

/** The result, or null once the time is up; a late result is disposed of, a late failure ignored. */
export async function withinTime(work: Promise<Measured>, milliseconds: number): Promise<Measured | null> {
  let late = false;
  const timeUp = new Promise<null>((resolve) => {
    setTimeout(() => {
      late = true;
      resolve(null);
    }, milliseconds);
  });
  work.then(
    ({ started }) => {
      if (late) started.dispose();
    },
    () => {},
  );
  return Promise.race([work, timeUp]);
}
