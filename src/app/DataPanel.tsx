// Data of the user's own and official sets from files: dropped or picked, kept in this browser, deletable.
import { Trash2, Upload } from 'lucide-react';
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type GivenFile, importFiles } from '../data/importFiles.ts';
import { createDataStore, type DataStore, type StoredSet } from '../data/store.ts';
import { TASK_FAMILIES, type TaskFamilyId } from '../experiment/types.ts';
import { Button } from '../ui/Button.tsx';
import { fromStart, withTask } from './commands.ts';
import css from './lab.module.css';
import { useClient, useLab } from './labContext.ts';

let opened: DataStore | null = null;
function dataStore(): DataStore {
  opened ??= createDataStore();
  return opened;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

function given(file: File): GivenFile {
  return {
    path: file.webkitRelativePath || file.name,
    size: file.size,
    arrayBuffer: () => file.arrayBuffer(),
  };
}

export function DataPanel() {
  const client = useClient();
  const task = useLab((s) => s.experiment.task);
  const dataset = useLab((s) => s.experiment.options.dataset);
  const picker = useRef<HTMLInputElement>(null);
  const [sets, setSets] = useState<readonly StoredSet[]>([]);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [problems, setProblems] = useState<readonly string[]>([]);

  const refresh = useCallback(async () => {
    try {
      setSets(await dataStore().sets());
    } catch (error) {
      setProblems([
        `The browser's store could not be read: ${error instanceof Error ? error.message : error}`,
      ]);
    }
  }, []);
  useEffect(() => void refresh(), [refresh]);

  /** A family of its own name, or the set as the user's images. */
  const use = (name: string) => {
    const now = client.getSnapshot().experiment;
    if (TASK_FAMILIES.includes(name as TaskFamilyId)) client.load(withTask(now, name as TaskFamilyId));
    else {
      const base = now.task === 'images' ? fromStart(now) : withTask(now, 'images');
      client.load({ ...base, options: { ...base.options, dataset: name } });
    }
  };
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setBusy(true);
    try {
      const result = await importFiles(files.map(given), task, dataStore());
      setProblems(result.problems);
      await refresh();
      const own = result.sets.find((name) => !TASK_FAMILIES.includes(name as TaskFamilyId));
      if (own) use(own);
      else if (result.sets.includes(task)) client.load(fromStart(client.getSnapshot().experiment));
    } catch (error) {
      setProblems([error instanceof Error ? error.message : String(error)]);
    } finally {
      setBusy(false);
      if (picker.current) picker.current.value = '';
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  const remove = async (name: string) => {
    await dataStore().remove(name);
    await refresh();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut of the button inside
    <div
      className={css.data}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className={css.soft}>
        Drop MNIST, Fashion-MNIST, Omniglot or CIFAR-100 files, or a zip of class folders with images. They
        stay in this browser.
      </p>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Data files"
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
      <Button disabled={busy} onClick={() => picker.current?.click()}>
        <Upload size={15} aria-hidden="true" />
        {busy ? 'Reading the files' : 'Choose files'}
      </Button>
      {problems.map((problem) => (
        <p key={problem} className={css.stopped} role="alert">
          {problem}
        </p>
      ))}
      <ul className={css.sets}>
        {sets.map((set) => (
          <li key={set.name}>
            <span className={css.setName}>
              {set.name} <small>{megabytes(set.size)}</small>
            </span>
            <Button
              small
              disabled={set.name === task || (task === 'images' && set.name === dataset)}
              onClick={() => use(set.name)}
            >
              Use
            </Button>
            <Button
              look="ghost"
              small
              iconOnly
              aria-label={`Delete ${set.name}`}
              onClick={() => void remove(set.name)}
            >
              <Trash2 size={14} aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
