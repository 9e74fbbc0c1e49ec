// What the user may change about a set before it is kept, and what is kept beside it.
import * as z from 'zod/mini';

const part = z.enum(['train', 'validation', 'test', 'out']);

/** What 28 × 28 grey arrays with labels are: as content and names tell, or as the user says. */
const identity = z.enum(['auto', 'mnist', 'fashion-mnist', 'emnist', 'own']);

const schema = z.object({
  /** Classes left out, by name. */
  exclude: z._default(z.array(z.string()), []),
  /** What a folder of the split is taken as, where its name says otherwise. */
  parts: z._default(z.record(z.string(), part), {}),
  /** Whether light and dark are exchanged; `auto`: where a grey set is dark on light. */
  invert: z._default(z.enum(['auto', 'yes', 'no']), 'auto'),
  /** Images that are not square: fitted in with margins, or cut to the middle square. */
  shape: z._default(z.enum(['fit', 'crop']), 'fit'),
  identity: z._default(identity, 'auto'),
});

export type Choices = z.infer<typeof schema>;
export type Identified = Exclude<z.infer<typeof identity>, 'auto'>;
export type PartChoice = z.infer<typeof part>;

export const NO_CHOICES: Choices = {
  exclude: [],
  parts: {},
  invert: 'auto',
  shape: 'fit',
  identity: 'auto',
};

/** The file beside a set's own in which its choices are kept. */
export const CHOICES_FILE = 'choices.json';

/** @throws where the text is not that of choices */
export function readChoices(text: string): Choices {
  return schema.parse(JSON.parse(text));
}

export function writeChoices(choices: Choices): string {
  return JSON.stringify(choices);
}

export function isDefault(choices: Choices): boolean {
  return writeChoices(choices) === writeChoices(NO_CHOICES);
}
