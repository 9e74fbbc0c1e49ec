// One import from the first look to the keeping: what the data worker does with the page's requests. It needs a store and
// nothing of the browser, so that tests run it in Node.
import { messageOf } from '../../text/sentences.ts';
import { ImageMemory } from '../build/imageMemory.ts';
import { blobSource, type GivenFile, givenFile } from '../containers/source.ts';
import type { DataStore } from '../store/store.ts';
import { type InspectOptions, inspect, type OpenSet, reopen } from './inspect.ts';
import { isConflict, keep, keepWaiting, keptHash } from './keep.ts';
import type { ImportAnswer, ImportRequest, ImportResult, ReviewedSet } from './messages.ts';
import type { OnProgress } from './pace.ts';

export function createImportSession(
  store: DataStore,
  post: (answer: ImportAnswer) => void,
): (request: ImportRequest) => Promise<void> {
  let given: GivenFile[] = [];
  let open: OpenSet[] = [];
  const onProgress: OnProgress = (progress) => post({ kind: 'progress', progress });
  const options: InspectOptions = {
    onProgress,
    keptFiles: (set) => store.files(set).catch(() => []),
    memory: new ImageMemory(),
  };

  const reviewed = async (set: OpenSet): Promise<ReviewedSet> => {
    const { summary, choices } = set;
    const conflict = isConflict(set, await keptHash(summary.name, store));
    return { summary, choices, conflict };
  };

  async function look({ wanted }: Extract<ImportRequest, { kind: 'inspect' }>): Promise<void> {
    const files = given;
    given = [];
    const { sets, waiting, notes, problems } = await inspect(files, wanted, options);
    open = [...sets];
    const waitingNotes: string[] = [];
    for (const each of waiting) waitingNotes.push(await keepWaiting(each, store));
    const reviews: ReviewedSet[] = [];
    for (const set of open) reviews.push(await reviewed(set));
    post({ kind: 'inspected', review: { sets: reviews, notes: [...notes, ...waitingNotes], problems } });
  }

  async function keepAll({ sets }: Extract<ImportRequest, { kind: 'keep' }>): Promise<ImportResult> {
    const kept: ImportResult['kept'][number][] = [];
    const problems: string[] = [];
    for (const { set, onConflict } of sets)
      try {
        kept.push(await keep(open[set], onConflict, store, onProgress));
      } catch (error) {
        problems.push(messageOf(error));
      }
    return { kept, notes: kept.flatMap(({ note }) => note ?? []), problems };
  }

  return async (request) => {
    try {
      switch (request.kind) {
        case 'files':
          for (const { path, file } of request.files) given.push(givenFile(path, blobSource(file)));
          return;
        case 'inspect':
          return await look(request);
        case 'revise':
          open[request.set] = await reopen(
            open[request.set],
            request.choices,
            options,
            open.filter((_, i) => i !== request.set),
          );
          return post({ kind: 'revised', set: request.set, reviewed: await reviewed(open[request.set]) });
        case 'keep':
          return post({ kind: 'kept', result: await keepAll(request) });
        default:
          request satisfies never;
      }
    } catch (error) {
      post({ kind: 'failed', message: messageOf(error) });
    }
  };
}
