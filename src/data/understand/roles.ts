// What a folder's name says about its images: a part of the split, images without labels, masks.
import type { ClassPart } from '../images.ts';

export type FolderRole = ClassPart | 'unlabelled' | 'mask';

const WORDS: Readonly<Record<string, FolderRole>> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  tst: 'test',
  pred: 'unlabelled',
  predict: 'unlabelled',
  prediction: 'unlabelled',
  unlabeled: 'unlabelled',
  unlabelled: 'unlabelled',
};
/** Words that say nothing beside one of those. */
const NOISE =
  /^(set|sets|data|dataset|images?|imgs?|pics?|photos?|pictures?|seg|meta|split|folder|part|samples?|the|my|\d+)$/;
const WHOLE: Readonly<Record<string, FolderRole>> = {
  'images background': 'train',
  'images evaluation': 'test',
  'ground truth': 'mask',
  groundtruth: 'mask',
  mask: 'mask',
  masks: 'mask',
  gt: 'mask',
  annotation: 'mask',
  annotations: 'mask',
  'segmentation masks': 'mask',
  segmentationclass: 'mask',
  segmentationobject: 'mask',
  trimaps: 'mask',
};

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([a-z])(\d)/gi, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** "TrainSet", "seg_train", "images_background" → their role; undefined: a name like any other. */
export function roleOf(folder: string): FolderRole | undefined {
  const words = wordsOf(folder);
  const whole = WHOLE[words.filter((w) => !/^(small|\d+)$/.test(w)).join(' ')];
  if (whole) return whole;
  const telling = words.filter((word) => !NOISE.test(word));
  return telling.length === 1 ? WORDS[telling[0]] : undefined;
}

/** Words of list names only: the classes that a few-shot benchmark trains on, and those that are new. */
const LIST_WORDS: Readonly<Record<string, ClassPart>> = { base: 'train', novel: 'test' };

/** "train_list", "val_classes", "trainLabels", "novel" → the part that a list is of: the only one that its name tells. */
export function roleOfList(name: string): ClassPart | undefined {
  const words = wordsOf(name);
  const said = (of: Readonly<Record<string, FolderRole>>) =>
    new Set(words.map((word) => of[word]).filter((role) => isPart(role)));
  const parts = said(WORDS).size > 0 ? said(WORDS) : said(LIST_WORDS);
  return parts.size === 1 ? [...parts][0] : undefined;
}

export function isPart(role: FolderRole | undefined): role is ClassPart {
  return role === 'train' || role === 'validation' || role === 'test';
}
