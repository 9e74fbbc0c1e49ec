// Lessons are whole: their links open without a notice, their claims have sources and distinct names; and what closed
// forms decide holds on the lesson's own runs.
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../cli/reproduce/runStep.ts';
import { decodeLink, encodeLink } from '../experiment/link/link.ts';
import { type TermId, termOf } from '../experiment/terms/glossary.ts';
import { citedIn } from '../experiment/terms/sources.ts';
import type { Evidence } from './evidence.ts';
import { verdictOf } from './lesson.ts';
import { less, logSlope, near, within } from './measures.ts';
import { lessonIn, readPlace, withLesson, writePlace } from './place.ts';
import { LESSONS, lessonOf } from './registry.ts';

const steps = LESSONS.flatMap((lesson) =>
  lesson.steps.map((step, i) => ({ lesson, step, name: `${lesson.id}.${i + 1}` })),
);

describe('the lessons', () => {
  it('are eight, each with an id of its own', () => {
    expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(8);
    for (const lesson of LESSONS) expect(lessonOf(lesson.id)).toBe(lesson);
    expect(lessonOf('nothing')).toBeUndefined();
  });

  it('name every claim once', () => {
    const ids = steps.flatMap(({ step }) => step.claims.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(steps)('$name opens its lab, and its words and sources are known', ({ step }) => {
    const { experiment, notices, unreadable } = decodeLink(step.link);
    expect([notices, unreadable]).toEqual([[], undefined]);
    expect(experiment.figures.length).toBeGreaterThan(0);
    // Claims are judged at the last iteration, where tests have to be due.
    expect(step.iterations % experiment.evalEvery).toBe(0);
    for (const { where, otherwise } of step.claims) {
      if (where !== null && !where.startsWith('closed form')) expect(citedIn(where), where).not.toEqual([]);
      expect(otherwise).toMatch(/[.]$/);
    }
    for (const text of step.text)
      for (const [, term] of text.matchAll(/\[\[([^|\]]+)\|/g))
        expect(termOf(term as TermId).meaning).not.toBe('');
    expect(step.question.right).toBeLessThan(step.question.options.length);
  });
});

describe('claims', () => {
  it('wait until the iterations are done', () => {
    const [{ step }] = steps.filter(({ step }) => step.iterations > 0);
    const evidence: Evidence = { experiment: decodeLink(step.link).experiment, iteration: 1, lanes: [] };
    expect(verdictOf(step, step.claims[0], evidence)).toBeNull();
  });

  it.each(
    steps.filter(({ lesson }) => ['what-maml-minimises', 'dropping-the-hessian'].includes(lesson.id)),
  )('of $name hold, as the closed forms say', async ({ step }) => {
    const evidence = await evidenceOf(decodeLink(step.link).experiment, step.iterations, null);
    for (const claim of step.claims) {
      const verdict = verdictOf(step, claim, evidence);
      expect(verdict, claim.id).toMatchObject({ holds: true });
      expect(verdict?.measured).not.toMatch(/NaN|–|undefined/);
    }
  });

  it('that two lanes differ in nothing do not hold', async () => {
    const { step } = steps.filter(({ lesson }) => lesson.id === 'dropping-the-hessian')[0];
    const { experiment } = decodeLink(
      step.link.replace('lanes=maml~fo-maml~hf-maml', 'lanes=fo-maml~fo-maml~fo-maml'),
    );
    const evidence = await evidenceOf(experiment, step.iterations, null);
    expect(verdictOf(step, step.claims[0], evidence)).toMatchObject({ holds: false });
  });
});

describe('ways of judging', () => {
  it('compare with their bounds', () => {
    expect(less(1, 2)).toMatchObject({ holds: true, value: 0.5 });
    expect(less(1.5, 2, 0.5)).toMatchObject({ holds: false });
    expect(near(1.01, 1, 0.02).holds).toBe(true);
    expect(near(1.03, 1, 0.02).holds).toBe(false);
    expect(within(2.21, 1.8, 2.2).holds).toBe(false);
    expect(logSlope([1, 10, 100], [3, 300, 30_000])).toBeCloseTo(2, 9);
  });
});

describe('places', () => {
  it('are read as they are written', () => {
    for (const lesson of LESSONS)
      for (const at of lesson.steps.keys())
        for (const asks of [false, true]) {
          const text = writePlace({ lesson, at, asks });
          expect(readPlace(text)).toMatchObject({ at, asks, step: lesson.steps[at] });
          const link = withLesson('#v=1', text);
          expect(lessonIn(link)).toEqual({ lesson: text, alone: true });
          expect(decodeLink(link).notices).toEqual([]);
        }
    expect(readPlace('launch-model')?.at).toBe(0);
    for (const wrong of ['', 'launch-model.99', 'launch-model.0', 'nothing.1', 'launch-model.1.x'])
      expect(readPlace(wrong)).toBeNull();
  });

  it('stand beside an experiment of the link’s own', () => {
    const link = withLesson(encodeLink({ ...decodeLink('').experiment, seed: 9 }), 'launch-model.2.ask');
    expect(lessonIn(link)).toEqual({ lesson: 'launch-model.2.ask', alone: false });
    expect(decodeLink(link)).toMatchObject({ experiment: { seed: 9 }, notices: [] });
    expect(lessonIn('#v=1&seed=9')).toEqual({ lesson: '', alone: false });
    expect(withLesson('#v=1', '')).toBe('#v=1');
  });
});
