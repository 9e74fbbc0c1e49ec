// A model's widths as text: "40, 40". The limits are those of the link, so that every model made here can be shared.

import { MODEL_LIMITS, type ModelSetting, widthsProblem } from '../../learner/modelSetting.ts';
import { excerpt } from '../../text/sentences.ts';

/** The widths that the page edits: hidden layers of an MLP, blocks of a CNN. */
export function widthsOf(model: ModelSetting): readonly number[] {
  return model.kind === 'mlp' ? model.hidden : model.filters;
}

function read(text: string): number[] {
  const parts = text.split(/[\s,;×x-]+/).filter((part) => part !== '');
  return parts.map(Number);
}

/** Why a text gives the model no widths, or null where it does. */
export function textProblem(model: ModelSetting, text: string): string | null {
  const limits = model.kind === 'mlp' ? MODEL_LIMITS.hidden : MODEL_LIMITS.filters;
  const widths = read(text);
  if (model.kind === 'cnn' && widths.length === 0) return 'A CNN needs at least one block.';
  return widthsProblem(widths, limits) === null
    ? null
    : `“${excerpt(text)}” is not up to ${limits.most} whole numbers of 1 to ${limits.widest}.`;
}

/** The model with the widths of a text that has no problem. */
export function withWidths(model: ModelSetting, text: string): ModelSetting {
  return model.kind === 'mlp' ? { ...model, hidden: read(text) } : { ...model, filters: read(text) };
}
