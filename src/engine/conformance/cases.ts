// The reference cases as data: what kinds there are, their fields, and how a parsed JSON value becomes one.
// The conventions of params, losses and rules are those of math/model.ts and math/rule.ts.
import { z } from 'zod';
import { ACTIVATIONS, LOSSES, type ModelSpec } from '../../learner/model.ts';
import { ADAPTED, CURVATURES, type InnerRule } from '../../learner/rule.ts';

const vector = z.array(z.number());
const matrix = z.array(vector);
/** Neighbours as 0/1 or false/true. */
const adjacencyMatrix = z.array(z.array(z.union([z.number(), z.boolean().transform(Number)])));

/** A field that a writer may leave out, or write as null where it does not apply. */
function orDefault<T>(schema: z.ZodType<T>, value: T) {
  return schema.nullish().transform((given) => given ?? value);
}

const modelSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('mlp'),
    sizes: z.array(z.int().positive()).min(2),
    activation: z.enum(ACTIVATIONS),
    bias: z.boolean().default(true),
  }),
  z.object({
    kind: z.literal('cnn'),
    inputShape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
    filters: z.array(z.int().positive()).min(1),
    hidden: z.array(z.int().positive()).default([]),
    ways: z.int().positive(),
  }),
]);

const ruleSchema = z.object({
  alpha: z.number(),
  innerSteps: z.int().min(0),
  curvature: z.enum(CURVATURES),
  adapted: orDefault(z.enum(ADAPTED), 'all'),
  l2: orDefault(z.number(), 0),
  delta: orDefault(z.number().positive(), 1e-3),
  deltaRho: orDefault(z.number().nonnegative(), 0),
  proximal: orDefault(z.number().nonnegative(), 0),
  cgSteps: orDefault(z.int().nonnegative(), 0),
  direction: orDefault(z.enum(['through-adaptation', 'reptile']), 'through-adaptation'),
});

const setSchema = z.object({ x: matrix.min(1), y: matrix.min(1) });
const taskSchema = z.object({ support: setSchema, query: setSchema, hessian: setSchema.nullish() });

/** Every case carries its results under `expected`, or is only computed. */
const common = { name: z.string().optional(), expected: z.record(z.string(), z.unknown()).optional() };
const learner = { model: modelSchema, loss: z.enum(LOSSES), rule: ruleSchema };

const caseSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('metaGradient'),
    ...common,
    ...learner,
    params: vector,
    weights: vector.nullish(),
    tasks: z.array(taskSchema).min(1),
  }),
  z.object({
    kind: z.literal('minMaxStep'),
    ...common,
    ...learner,
    params: vector,
    p: vector,
    etaW: z.number(),
    etaP: z.number(),
    radius: z.number().positive().nullish(),
    samples: z.array(z.object({ task: z.int().min(0), pairs: z.array(taskSchema).min(1) })).min(1),
  }),
  z.object({ kind: z.literal('simplexProjection'), ...common, inputs: matrix }),
  z.object({
    kind: z.literal('metropolis'),
    ...common,
    graphs: z.array(z.object({ adjacency: adjacencyMatrix })),
  }),
  z.object({
    kind: z.literal('diffusion'),
    ...common,
    ...learner,
    optimizer: z.enum(['sgd', 'adam']),
    mu: z.number(),
    strategy: z.enum(['diffusion', 'centralized', 'non-cooperative']),
    adjacency: adjacencyMatrix.nullish(),
    params: matrix.min(1),
    rounds: z.array(z.array(z.array(taskSchema).min(1)).min(1)),
  }),
  z.object({
    kind: z.literal('quadratic'),
    ...common,
    alpha: z.number(),
    tasks: z.array(z.object({ A: matrix, c: vector })).min(1),
    params: vector,
  }),
]);

export type ConformanceCase = z.infer<typeof caseSchema>;
export type CaseOfKind<K extends ConformanceCase['kind']> = Extract<ConformanceCase, { kind: K }>;
export type CaseTask = z.infer<typeof taskSchema>;

/** A case from parsed JSON. Throws a one-line message naming the field that is wrong, or the unknown kind. */
export function parseCase(value: unknown): ConformanceCase {
  const kind = (value as { kind?: unknown } | null)?.kind;
  const known = caseSchema.options.map((option) => option.shape.kind.value);
  if (!known.some((name) => name === kind)) {
    throw new Error(`unknown kind ${JSON.stringify(kind)}; known kinds are ${known.join(', ')}`);
  }
  const parsed = caseSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue.path.join('.') || 'case'}: ${issue.message}`);
}

/** The model in the engine's terms. */
export function caseModel(model: z.infer<typeof modelSchema>): ModelSpec {
  if (model.kind === 'mlp') return model;
  const [height, width, channels] = model.inputShape;
  return {
    kind: 'cnn',
    height,
    width,
    channels,
    filters: model.filters,
    hidden: model.hidden,
    outputs: model.ways,
  };
}

/** The rule's type is the engine's own; this line keeps the two from drifting apart. */
export function caseRule(rule: z.infer<typeof ruleSchema>): InnerRule {
  return rule;
}
