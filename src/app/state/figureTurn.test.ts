// Figures off screen wait while training and catch up when it rests.
import { expect, it } from 'vitest';
import { takesTurn } from './figureTurn.ts';

it('draws what is on screen in every state', () => {
  for (const state of ['idle', 'running', 'paused', 'replaying'] as const)
    expect(takesTurn(true, state)).toBe(true);
});

it('draws what is off screen only while training rests', () => {
  expect(takesTurn(false, 'running')).toBe(false);
  expect(takesTurn(false, 'replaying')).toBe(false);
  expect(takesTurn(false, 'paused')).toBe(true);
  expect(takesTurn(false, 'idle')).toBe(true);
});
