// What dropped files are, before they are kept: classes with counts and sample images, what is left out and why, and ways
// to correct it. Nothing is kept until "Keep and use".
import { useState } from 'react';
import { CATALOGUE } from '../../data/catalogue.ts';
import type { Choices, Identified, PartChoice } from '../../data/choices.ts';
import type { OnConflict, ReviewedSet } from '../../data/import/importInWorker.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { type Choice, SelectField } from '../../ui/fields/SelectField.tsx';
import { ProgressBar } from '../../ui/Notice.tsx';
import panel from '../../ui/panel.module.css';
import { ClassTable } from './ClassTable.tsx';
import { useDataFiles } from './dataFiles.ts';
import { FormatsLink } from './FormatsDialog.tsx';
import css from './review.module.css';

const PARTS: readonly Choice<PartChoice>[] = [
  { value: 'train', label: 'Training' },
  { value: 'validation', label: 'Validation' },
  { value: 'test', label: 'Test' },
  { value: 'out', label: 'Left out' },
];
const INVERT: readonly Choice<Choices['invert']>[] = [
  { value: 'auto', label: 'Where dark on light' },
  { value: 'yes', label: 'Always' },
  { value: 'no', label: 'Never' },
];
const SHAPES: readonly Choice<Choices['shape']>[] = [
  { value: 'fit', label: 'Fitted, with margins' },
  { value: 'crop', label: 'Cut to the middle square' },
];

const IDENTITIES: Readonly<Record<Identified, string>> = {
  mnist: CATALOGUE.mnist.title,
  'fashion-mnist': CATALOGUE['fashion-mnist'].title,
  emnist: 'EMNIST',
  own: 'A set of your own',
};

function kindOf({ family }: ReviewedSet['summary']): string {
  if (family === 'images') return 'a set of your own';
  return family === 'table' ? 'regression tasks of your own' : CATALOGUE[family].title;
}

/** "3 classes, 84 images (60 training, 24 test) of 28 × 28, 84 different". */
function countsOf({ summary }: ReviewedSet): string {
  const { classes, distinct, channels } = summary;
  const sum = (part: 'train' | 'test') => classes.reduce((total, c) => total + c[part], 0);
  const n = (count: number) => count.toLocaleString('en');
  if (summary.family === 'table')
    return `${n(classes.length)} tasks, ${n(sum('train'))} rows, ${n(distinct)} of them different.`;
  const split =
    sum('test') > 0 && sum('train') > 0
      ? ` (${n(sum('train'))} to train on, ${n(sum('test'))} to test on)`
      : '';
  const parts = (['train', 'validation', 'test'] as const)
    .map((part) => [part, classes.filter((c) => c.part === part).length] as const)
    .filter(([, count]) => count > 0);
  const byPart = parts.length > 0 ? ` (${parts.map(([part, count]) => `${count} ${part}`).join(', ')})` : '';
  return (
    `${n(classes.length)} classes${byPart}, ${n(sum('train') + sum('test'))} images${split}, ` +
    `${n(distinct)} of them different; ${channels === 1 ? 'grey' : 'colour'}.`
  );
}

interface SetReviewProps {
  readonly reviewed: ReviewedSet;
  readonly disabled: boolean;
  readonly onChoices: (choices: Choices) => void;
}

/** How the set is read: which folder is which part, ink, shape. */
function Corrections({ reviewed, disabled, onChoices }: SetReviewProps) {
  const { choices, summary } = reviewed;
  const folders = summary.family === 'images';
  return (
    <div className={css.corrections}>
      {summary.identity && (
        <SelectField
          small
          label="This is"
          value={summary.identity.is}
          choices={summary.identity.others.map((value) => ({ value, label: IDENTITIES[value] }))}
          disabled={disabled}
          onChange={(identity) => onChoices({ ...choices, identity, exclude: [] })}
        />
      )}
      {summary.sources.map(({ name, part, images }) => (
        <SelectField
          key={name}
          small
          label={`${name} (${images.toLocaleString('en')} images)`}
          value={part}
          choices={PARTS}
          disabled={disabled}
          onChange={(value) => onChoices({ ...choices, parts: { ...choices.parts, [name]: value } })}
        />
      ))}
      {folders && (
        <>
          <SelectField
            small
            label="Invert"
            value={choices.invert}
            choices={INVERT}
            disabled={disabled}
            onChange={(invert) => onChoices({ ...choices, invert })}
          />
          <SelectField
            small
            label="Images that are not square"
            value={choices.shape}
            choices={SHAPES}
            disabled={disabled}
            onChange={(shape) => onChoices({ ...choices, shape })}
          />
        </>
      )}
    </div>
  );
}

function SetReview(props: SetReviewProps) {
  const { reviewed, disabled, onChoices } = props;
  const { summary, choices } = reviewed;
  return (
    <section className={css.set} aria-label={`Set ${summary.name}`}>
      <h3 className={css.name}>
        {summary.name} <small>{kindOf(summary)}</small>
      </h3>
      <p>{countsOf(reviewed)}</p>
      {summary.notes.length > 0 && (
        <ul className={css.notes} aria-label="To know about this set">
          {summary.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <ClassTable
        summary={summary}
        excluded={choices.exclude}
        disabled={disabled || (summary.family !== 'images' && summary.family !== 'table')}
        onExclude={(exclude) => onChoices({ ...choices, exclude: [...exclude] })}
      />
      <Corrections {...props} />
    </section>
  );
}

export function ReviewDialog() {
  const { review, busy, revise, keep, cancel, problems } = useDataFiles();
  const [dropped, setDropped] = useState<readonly string[]>([]);
  const [conflicts, setConflicts] = useState<Readonly<Record<string, OnConflict>>>({});
  if (!review) return null;
  const chosen = review.sets
    .map((reviewed, set) => ({ reviewed, set }))
    .filter(({ reviewed }) => !dropped.includes(reviewed.summary.name));
  const onKeep = () =>
    void keep(
      chosen.map(({ reviewed, set }) => ({ set, onConflict: conflicts[reviewed.summary.name] ?? 'both' })),
    );
  return (
    <Dialog title="Check the data" wide open onOpenChange={(open) => !open && cancel()}>
      <div className={css.review}>
        {[...problems, ...review.notes].map((line) => (
          <p key={line} className={panel.note}>
            {line}
          </p>
        ))}
        {review.sets.map((reviewed, set) => (
          <div key={reviewed.summary.name}>
            <SetReview
              reviewed={reviewed}
              disabled={busy !== null}
              onChoices={(choices) => void revise(set, choices)}
            />
            {reviewed.conflict && (
              <SelectField<OnConflict>
                label={`Another set is kept as ${reviewed.summary.name}`}
                value={conflicts[reviewed.summary.name] ?? 'both'}
                choices={[
                  { value: 'both', label: 'Keep both, this one with a number' },
                  { value: 'replace', label: 'Replace the kept one' },
                ]}
                onChange={(value) => setConflicts({ ...conflicts, [reviewed.summary.name]: value })}
              />
            )}
            {review.sets.length > 1 && (
              <label className={css.take}>
                <input
                  type="checkbox"
                  checked={!dropped.includes(reviewed.summary.name)}
                  onChange={({ target }) =>
                    setDropped(
                      target.checked
                        ? dropped.filter((name) => name !== reviewed.summary.name)
                        : [...dropped, reviewed.summary.name],
                    )
                  }
                />
                Keep {reviewed.summary.name}
              </label>
            )}
          </div>
        ))}
        {busy && <ProgressBar label={busy.label} fraction={busy.fraction} />}
        <div className={css.actions}>
          <Button look="primary" disabled={busy !== null || chosen.length === 0} onClick={onKeep}>
            Keep and use
          </Button>
          <Button onClick={cancel}>Discard</Button>
          <FormatsLink />
        </div>
      </div>
    </Dialog>
  );
}
