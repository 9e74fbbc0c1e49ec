// A lane as a PyTorch script that stands on its own: the same update, written as the papers write it, on the same
// random numbers, so that its training losses repeat the page's curve.
import { adaptedEntries } from '../experiment/axes/adapted.ts';
import { laneReads } from '../experiment/axes/laneFields.ts';
import { networkEntries } from '../experiment/axes/network.ts';
import { weightingEntries } from '../experiment/axes/weighting.ts';
import { networkState } from '../experiment/networkState.ts';
import { laneLabel, resolveModel } from '../experiment/resolve.ts';
import { taskSetup } from '../experiment/taskSetup.ts';
import type { Experiment, LaneSettings } from '../experiment/types.ts';
import { refusalOf } from '../experiment/validity.ts';
import { adaptedStart, type Curvature } from '../learner/rule.ts';
import { FAMILIES } from '../tasks/families.ts';
import { createTaskSource } from '../tasks/sources.ts';
import { adaptation } from './axes/adaptation.ts';
import { BASELINE_PARTS } from './axes/baseline.ts';
import { NETWORK_PARTS } from './axes/network.ts';
import { OPTIMIZER_PARTS } from './axes/optimizer.ts';
import { WEIGHTING_PARTS } from './axes/weighting.ts';
import { BATCH, trainingLoop } from './loop.ts';
import { modelPart } from './model.ts';
import { cite, dictionary, literal, type Python, python } from './python.ts';
import { RANDOM } from './random.ts';
import { changesOf, fieldsRead, type Phase, phasesOf, ScriptRefusal, valuesOf } from './settings.ts';
import { DRAWS } from './tasks/draws.ts';
import { TASK_PARTS } from './tasks/families.ts';

export interface ScriptRequest {
  readonly experiment: Experiment;
  readonly lane: number;
  /** The experiment as a link, for the script's head. */
  readonly link: string;
  /** How long the script trains unless told otherwise. */
  readonly iterations: number;
}

type Source = ReturnType<typeof createTaskSource>;

/** Edges of the lane's graph, the same for all its seeds. @throws ScriptRefusal */
function edgesOf({ seed }: Experiment, settings: LaneSettings) {
  const lists = Array.from({ length: settings.seeds }, (_, s) => {
    const state = networkState(settings, seed + s);
    if ('error' in state) throw new ScriptRefusal(state.error);
    return state.edges;
  });
  if (lists.some((edges) => JSON.stringify(edges) !== JSON.stringify(lists[0])))
    throw new ScriptRefusal(
      'The script has one graph, but every seed draws its own: set seeds to 1 or name the edges.',
    );
  return lists[0];
}

/** What stands before the functions: how much of everything there is. */
function constants(
  { experiment, iterations }: ScriptRequest,
  settings: LaneSettings,
  source: Source,
): Python {
  const { agents, models } = networkEntries[settings.network];
  const weighs = weightingEntries[settings.weighting].weighted;
  const even = weighs ? 'uniform' : 'ambient';
  const second = laneReads('hessianShots', settings) && settings.hessianShots > 0;
  return python`
ITERATIONS = ${iterations}
SEEDS = ${literal(Array.from({ length: settings.seeds }, (_, s) => experiment.seed + s))}
AGENTS = ${agents === 'one' ? 1 : settings.agents}  # Whose tasks are drawn.
MODELS = ${models === 'one' ? 1 : settings.agents}  # Launch models.
OWN_STARTS = ${literal(models === 'many' && settings.agentStart === 'different')}
SHOTS, QUERIES = ${experiment.shots}, ${experiment.queries}
SECOND = ${second ? source.examplesOf(settings.hessianShots) : 0}  # Examples of a separate batch for the Hessian; 0: the support set.
PAIRS = ${weighs ? settings.pairs : 1}  # Support and query sets of a drawn task.
SAMPLING = ${literal(settings.sampling === 'all' ? 'all' : even)}
STEP_SAMPLING = ${literal(even)}
DTYPE = torch.float64
`;
}

/** The functions of the lane's update, switch by switch. */
function update({ experiment }: ScriptRequest, phases: readonly Phase[], source: Source): readonly Python[] {
  const { settings } = phases[0];
  const { baseline, adapted, weighting, network, optimizer } = settings;
  const model = resolveModel(experiment, source.shape);
  const curvatures = [...new Set(phases.map((phase) => phase.settings.curvature))] as Curvature[];
  const ambient = source.finite?.ambient ?? [];
  const apart = settings.sampling === 'all' && ambient.some((p) => p !== ambient[0]);
  const proximal = laneReads('proximal', settings);
  if (phases.some((phase) => laneReads('proximal', phase.settings) !== proximal))
    throw new ScriptRefusal(
      'The script cannot change "Curvature" to or from the implicit gradient while training.',
    );
  return [
    ...modelPart(model, source.shape.loss, experiment.init),
    adaptation(adaptedStart(model, adapted), cite(adaptedEntries[adapted].source), proximal),
    BASELINE_PARTS[baseline](curvatures),
    WEIGHTING_PARTS[weighting](apart),
    OPTIMIZER_PARTS[optimizer].code,
    NETWORK_PARTS[network](edgesOf(experiment, settings)),
  ];
}

function head({ experiment, lane, link }: ScriptRequest): Python {
  const title = `${laneLabel(experiment, lane)} on ${FAMILIES[experiment.task].label}`;
  return python`
"""${title.replace(/["\\]/g, "'")}: a lane of Innerloop in PyTorch.

Prints the training loss of every iteration, one line each: {"iteration": i, "trainLoss": x}.
Needs Python 3.8, numpy and torch. Settings have their names in the link that the script was made from:
${link.replace(/["\\\r\n]/g, "'")}
"""
import argparse
import itertools
import json
import math
import re
import sys
from types import SimpleNamespace

import numpy as np
import torch
`;
}

/** @throws ScriptRefusal where no script can repeat the lane, with the reason */
export function pytorchScript(request: ScriptRequest): string {
  const { experiment, lane } = request;
  const refusal = refusalOf(experiment, lane);
  if (refusal) throw new ScriptRefusal(refusal);
  const tasks = TASK_PARTS[experiment.task];
  if (!tasks)
    throw new ScriptRefusal(
      `A script draws its tasks itself, which it cannot for "${FAMILIES[experiment.task].label}".`,
    );
  const phases = phasesOf(experiment, lane);
  const setup = taskSetup(experiment);
  const source = createTaskSource(experiment.task, setup, null);
  const { estimates } = OPTIMIZER_PARTS[phases[0].settings.optimizer];
  const functions = [
    RANDOM,
    BATCH,
    DRAWS,
    ...tasks(setup),
    ...update(request, phases, source),
    trainingLoop(estimates),
  ];
  const read = fieldsRead(functions.join('\n'));
  const edits = changesOf(phases, read).map(([at, values]) => `    ${at}: ${dictionary(values)},`);
  const settings = python`
SETTINGS = ${dictionary(valuesOf(phases[0].settings, read))}
# Changes while training, by the iteration from which they count.
EDITS = {${edits.length > 0 ? `\n${edits.join('\n')}\n` : ''}}
`;
  const parts = [constants(request, phases[0].settings, source), settings, ...functions];
  return `${head(request)}\n\n${parts.join('\n\n\n')}\n`;
}
