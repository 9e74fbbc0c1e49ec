// The task families by the names that links use.
export const TASK_FAMILIES = [
  'sinusoid',
  'quadratics',
  'glyphs',
  'mnist',
  'fashion-mnist',
  'digits-and-clothing',
  'omniglot',
  'cifar-fs',
  'images',
] as const;
export type TaskFamilyId = (typeof TASK_FAMILIES)[number];
