// Which random stream belongs to which part of a draw. Keys are (seed, purpose, iteration, agent, slot[, pair, kind]),
// so more slots, pairs or examples never change the earlier ones.
import { createStream, type Stream } from '../../math/rng.ts';
import type { DrawRequest } from './types.ts';

/** Test tasks are fixed by the seed and the same for all agents; probe tasks likewise, but follow the iteration. */
function iterationKey(request: DrawRequest): number {
  return request.purpose === 'test' ? 0 : request.iteration;
}

/** Whether the draw comes from this agent's own distribution (training) or from the full one (test, probe). */
export function isOwnDraw(request: DrawRequest): boolean {
  return request.purpose === 'train' || request.purpose === 'step-size';
}

function agentKey(request: DrawRequest): number {
  return isOwnDraw(request) ? request.agent : 0;
}

/** The slots that a request asks for, in order. */
export function slotsOf({ from = 0, tasks }: DrawRequest): number[] {
  return Array.from({ length: tasks }, (_, i) => from + i);
}

/** Decides the task of a slot; pair 0's examples continue on the same stream. */
export function slotStream(seed: number, request: DrawRequest, slot: number): Stream {
  return createStream(seed, request.purpose, iterationKey(request), agentKey(request), slot);
}

/** Examples of the second and later pairs of a slot. */
export function pairStream(seed: number, request: DrawRequest, slot: number, pair: number): Stream {
  return createStream(seed, request.purpose, iterationKey(request), agentKey(request), slot, pair);
}

/** Extra randomness of one (slot, pair) that must not shift the rest, such as noise or the Hessian batch. */
export function sideStream(
  seed: number,
  request: DrawRequest,
  slot: number,
  pair: number,
  kind: 'noise' | 'hessian' | 'hessian-noise',
): Stream {
  return createStream(seed, request.purpose, iterationKey(request), agentKey(request), slot, pair, kind);
}
