// "Lessons": the list, with what one leaves each with and how far one has come.
import { GraduationCap } from 'lucide-react';
import { useState } from 'react';
import type { Lesson } from '../../lessons/lesson.ts';
import { LESSONS } from '../../lessons/registry.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import panel from '../../ui/panel.module.css';
import { useIntroduction } from '../introduction/introductionState.ts';
import { useClient } from '../state/labContext.ts';
import css from './lessons.module.css';
import { finishedOf, useProgress } from './progress.ts';
import { openPlace } from './useLesson.ts';

export function Lessons() {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const introduce = useIntroduction((s) => s.open);
  const done = useProgress((s) => s.done);
  const start = (lesson: Lesson) => {
    introduce(null);
    const next = lesson.steps.findIndex((_, at) => !done.includes(`${lesson.id}.${at + 1}`));
    openPlace(client, { lesson, at: Math.max(0, next), asks: false });
    setOpen(false);
  };
  return (
    <>
      <Button aria-label="Lessons" onClick={() => setOpen(true)}>
        <GraduationCap size={15} aria-hidden="true" />
        <span className={panel.wide}>Lessons</span>
      </Button>
      <Dialog title="Lessons" open={open} onOpenChange={setOpen} wide>
        <p className={panel.soft}>
          About an hour in all. Each step sets the lab up, asks for a prediction, and checks its claims on
          your own run. Opening one replaces the current experiment; “Undo” brings it back.
        </p>
        <p>
          <Button
            onClick={() => {
              introduce(0);
              setOpen(false);
            }}
          >
            Introduction
          </Button>{' '}
          Two minutes: a new task, ten points, one gradient step, and what meta-training changes.
        </p>
        <ol className={css.list}>
          {LESSONS.map((lesson) => (
            <li key={lesson.id}>
              <Button className={css.open} onClick={() => start(lesson)}>
                {lesson.title}
              </Button>
              <p>{lesson.about}</p>
              <p className={panel.note}>
                {lesson.minutes} minutes · {finishedOf(done, lesson.id)} of {lesson.steps.length} steps done
              </p>
            </li>
          ))}
        </ol>
      </Dialog>
    </>
  );
}
