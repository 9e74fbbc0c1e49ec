// Single keys act, except where the focus needs them.
import { describe, expect, it } from 'vitest';
import { belongsToFocus, keyAction } from './keys.ts';

/** A focused element that fits the selectors of which one part is this. */
const on = (part: string) => (selector: string) => selector.split(', ').includes(part);
const nowhere = () => false;

describe('keys', () => {
  it('run, step, reset, enlarge, select and explain', () => {
    expect(keyAction(' ')).toEqual({ kind: 'run' });
    expect(keyAction('ArrowRight')).toEqual({ kind: 'step' });
    expect(keyAction('R')).toEqual({ kind: 'reset' });
    expect(keyAction('f')).toEqual({ kind: 'full' });
    expect(keyAction('8')).toEqual({ kind: 'lane', lane: 7 });
    expect(keyAction('?')).toEqual({ kind: 'help' });
    for (const other of ['9', '0', 'x', 'ArrowLeft', 'Tab', 'Enter']) expect(keyAction(other)).toBeNull();
  });

  it('leave typing, choices, buttons and sliders alone', () => {
    for (const key of [' ', 'ArrowRight', 'r', '1', '?']) {
      expect(belongsToFocus(key, on('textarea')), key).toBe(true);
      expect(belongsToFocus(key, on('[role=combobox]')), key).toBe(true);
      expect(belongsToFocus(key, on('[role=dialog]')), key).toBe(true);
      expect(belongsToFocus(key, nowhere), key).toBe(false);
    }
    expect(belongsToFocus(' ', on('button'))).toBe(true);
    expect(belongsToFocus('r', on('button'))).toBe(false);
    expect(belongsToFocus('ArrowRight', on('[role=slider]'))).toBe(true);
    expect(belongsToFocus('f', on('[role=slider]'))).toBe(false);
    expect(belongsToFocus('ArrowRight', on('[role=toolbar]'))).toBe(true);
  });
});
