// Launch models of a headless run as files: written where it ends, and read to begin with.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Trainer } from '../../engine/run/trainer.ts';
import { laneNames } from '../../experiment/resolve.ts';
import { messageOf } from '../../text/sentences.ts';
import { launchModelsFrom, namedModels } from '../../weights/launchModels.ts';
import { readNpz, writeNpz } from '../../weights/npz.ts';
import { readSafetensors, writeSafetensors } from '../../weights/safetensors.ts';
import type { Tensor } from '../../weights/tensors.ts';
import { prepareOutput } from '../shared/output.ts';

interface WeightsFormat {
  write(tensors: readonly Tensor[], metadata: Readonly<Record<string, string>>): Uint8Array;
  read(bytes: Uint8Array): Tensor[];
}

const FORMATS: Readonly<Record<string, WeightsFormat>> = {
  '.npz': { write: writeNpz, read: readNpz },
  '.safetensors': { write: writeSafetensors, read: readSafetensors },
};

/** A file of weights and how it is written and read. */
export interface WeightsFile {
  readonly path: string;
  readonly format: WeightsFormat;
}

/** @throws where the file's name ends as no format does */
export function weightsFile(flag: string, path: string): WeightsFile {
  const ending = Object.keys(FORMATS).find((one) => path.toLowerCase().endsWith(one));
  if (!ending)
    throw new Error(`${flag} is a file that ends with ${Object.keys(FORMATS).join(' or ')}, not "${path}"`);
  return { path, format: FORMATS[ending] };
}

/** Writes the launch models of all lanes as they stand. */
export function saveWeights({ path, format }: WeightsFile, trainer: Trainer, link: string): void {
  const { model, experiment, iteration } = trainer;
  const lanes = trainer.lanes.map(({ group }) => group.runs);
  const names = laneNames(experiment).map((name, i) => [`lane${i}`, name]);
  const metadata = { link, iteration: String(iteration), ...Object.fromEntries(names) };
  prepareOutput(path);
  writeFileSync(path, format.write(namedModels(model, lanes), metadata));
}

/** Sets the launch models of all lanes to those of a file. @throws where a lane finds none, or one of another shape */
export function startFrom({ path, format }: WeightsFile): {
  name: string;
  apply: (trainer: Trainer) => void;
} {
  const name = basename(path);
  return {
    name,
    apply({ lanes, model }) {
      try {
        const tensors = format.read(new Uint8Array(readFileSync(path)));
        for (const [lane, { group }] of lanes.entries())
          for (const [seed, { params, agents }] of group.runs.entries())
            params.set(launchModelsFrom(model, tensors, { lane, seed, seeds: group.runs.length, agents }));
      } catch (error) {
        throw new Error(`The run cannot start from "${name}": ${messageOf(error)}`, { cause: error });
      }
    },
  };
}
