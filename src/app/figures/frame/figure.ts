// What a figure is to the page: its name in links, its title, where it stands by default, and how it is loaded.
import type { ComponentType } from 'react';
import { curvatureEntries } from '../../../experiment/axes/curvature.ts';
import { laneReads } from '../../../experiment/axes/laneFields.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import type { TermId } from '../../../experiment/terms/glossary.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { Measure } from '../../../protocol/payloads.ts';
import type { ViewName } from '../../../protocol/views.ts';
import { FAMILIES } from '../../../tasks/families.ts';

/** What decides which figures an experiment shows. */
interface ExperimentKind {
  readonly classification: boolean;
  /** A lane weights the tasks of a finite set. */
  readonly minMax: boolean;
  /** A lane has agents. */
  readonly network: boolean;
  /** The model is a point of the loss landscape, which then shows the tasks themselves. */
  readonly landscape: boolean;
  /** A lane's second-order part is estimated, with an error that is measured. */
  readonly inexact: boolean;
}

/** Groups of the default page, in their order. */
export const GROUPS = ['first', 'outcome', 'special', 'general', 'last'] as const;
type Group = (typeof GROUPS)[number];

export interface FigureDefinition {
  /** In links and where figures are arranged; links made once keep naming it. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  /** How it is read, in one sentence. */
  readonly reading: string;
  /** Words that it is about, which the glossary explains. */
  readonly terms: readonly TermId[];
  /** Where it stands by default; null: only where it is chosen. */
  readonly group: (kind: ExperimentKind) => Group | null;
  /** What it is drawn from besides the curves; absent: the curves are all. */
  readonly view?: ViewName;
  /** What evaluations measure for its curves alone; absent: nothing. */
  readonly measure?: Measure;
  readonly load: () => Promise<ComponentType>;
}

export function kindOf(experiment: Experiment): ExperimentKind {
  const lanes = experiment.lanes.map((_, i) => resolveLane(experiment, i));
  const { problem } = FAMILIES[experiment.task];
  return {
    minMax: lanes.some((lane) => weightingEntries[lane.weighting].weighted),
    network: lanes.some((lane) => networkEntries[lane.network].agents === 'many'),
    classification: problem === 'classification',
    landscape: problem === 'quadratic',
    inexact: lanes.some((lane) => laneReads('curvature', lane) && curvatureEntries[lane.curvature].inexact),
  };
}

/** The group of a figure that few experiments have: beside the outcome, but behind a landscape's own figures. */
export function special(applies: boolean, kind: ExperimentKind): Group | null {
  if (!applies) return null;
  return kind.landscape ? 'last' : 'special';
}
