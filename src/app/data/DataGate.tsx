// What the page does about data: files may be dropped anywhere, and a family whose data are not here yet says so with
// what to do. The rest of the page goes on.
import { FolderOpen, Upload } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { CATALOGUE, isSetName, type SetName } from '../../data/catalogue.ts';
import type { Experiment } from '../../experiment/types.ts';
import { FAMILIES, OWN_TABLES } from '../../tasks/families.ts';
import { Button } from '../../ui/Button.tsx';
import { later } from '../../ui/later.tsx';
import { NoticeBar, ProgressBar } from '../../ui/Notice.tsx';
import panel from '../../ui/panel.module.css';
import { useClient, useLab } from '../state/labContext.ts';
import css from './data.module.css';
import { afterImport, neededSets, useDataFiles, withSet } from './dataFiles.ts';
import { droppedFiles, type FileSource, fromPicker, hasFiles, pickedFiles, pickFolder } from './dropFiles.ts';
import { FormatsDialog, FormatsLink } from './FormatsDialog.tsx';

const ReviewDialog = later(() => import('./ReviewDialog.tsx').then((module) => module.ReviewDialog));

/** Whether a run that failed may have failed for its data: the gate then says what happened. */
export function needsData(experiment: Experiment): boolean {
  return FAMILIES[experiment.task].data.kind === 'own' || neededSets(experiment).length > 0;
}

/** Imports files and, where they are what the experiment waits for, begins with them. */
export function useImport(): (files: FileSource) => Promise<void> {
  const client = useClient();
  const take = useDataFiles((s) => s.take);
  return async (files) => {
    const needed = neededSets(client.getSnapshot().experiment);
    // Of several sets the files' own content has to say which is meant.
    const ready = await take(files, needed.length === 1 ? needed[0] : null);
    const next = afterImport(client.getSnapshot().experiment, ready);
    if (next) client.load(next);
  };
}

/** "Choose files" and "Choose a folder", the keyboard's way to what dropping does. */
export function FileButtons() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = useImport();
  const busy = useDataFiles((s) => s.busy !== null);
  const input = (ref: RefObject<HTMLInputElement | null>, label: string, isFolder: boolean) => (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      aria-label={label}
      {...(isFolder ? { webkitdirectory: '' } : {})}
      onChange={(event) => {
        const picked = pickedFiles(event.target.files);
        event.target.value = '';
        void take(fromPicker(picked));
      }}
    />
  );
  const chooseFolder = async () => {
    const picked = await pickFolder();
    if (picked === 'unknown') folder.current?.click();
    else if (picked) void take(picked);
  };
  return (
    <div className={panel.buttons}>
      {input(files, 'Data files', false)}
      {input(folder, 'Folder of class folders', true)}
      <Button small disabled={busy} onClick={() => files.current?.click()}>
        <Upload size={15} aria-hidden="true" />
        Choose files
      </Button>
      <Button small disabled={busy} onClick={() => void chooseFolder()}>
        <FolderOpen size={15} aria-hidden="true" />
        Choose a folder
      </Button>
    </div>
  );
}

/** Progress of an import, and what came of it. */
export function ImportReport() {
  const { busy, review, problems, notes, cancel, dismiss } = useDataFiles();
  // The dialog shows both.
  if (review) return null;
  if (!busy && problems.length === 0 && notes.length === 0) return null;
  return (
    <div className={css.report}>
      {busy && (
        <div className={css.busy}>
          <span role="status">{busy.label}</span>
          <ProgressBar label={busy.label} fraction={busy.fraction} />
          <Button small onClick={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {problems.map((problem) => (
        <NoticeBar key={problem} kind="error" action={<FormatsLink />} onDismiss={dismiss}>
          {problem}
        </NoticeBar>
      ))}
      {notes.map((note) => (
        <NoticeBar key={note} kind="notice" onDismiss={dismiss}>
          {note}
        </NoticeBar>
      ))}
    </div>
  );
}

export function DataGate() {
  const reviewing = useDataFiles((s) => s.review !== null);
  const take = useImport();
  const latest = useRef(take);
  latest.current = take;
  const [over, setOver] = useState(false);
  const error = useLab((s) => (s.state === 'error' ? s.error : null));
  const experiment = useLab((s) => s.experiment);
  const refresh = useDataFiles((s) => s.refresh);
  useEffect(() => void refresh(), [refresh]);

  useEffect(() => {
    // Without this a file dropped beside the mark would replace the page.
    const dragOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(false);
      void latest.current(droppedFiles(event.dataTransfer));
    };
    window.addEventListener('dragover', dragOver);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', dragOver);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);

  return (
    <>
      {over && (
        <div className={css.over} aria-hidden="true">
          Drop data files anywhere
        </div>
      )}
      <ImportReport />
      {reviewing && <ReviewDialog />}
      <FormatsDialog />
      {error && needsData(experiment) && <DataNeeded error={error} experiment={experiment} />}
    </>
  );
}

interface InvitationProps {
  readonly error: string;
  /** Title of the missing set; null: the user's own is still to be brought. */
  readonly title: string | null;
  readonly table: boolean;
}

/** Nothing has gone wrong where data were never here: what to bring, and what the page looked for. */
function Invitation({ error, title, table }: InvitationProps) {
  const own = table ? 'a table of your own' : 'images of your own';
  return (
    <>
      <h2 className={panel.cardTitle}>{title ? `Bring ${title} to begin` : `Bring ${own} to begin`}</h2>
      <p role="status">
        {title
          ? `These tasks are made of ${title}, which is not in this browser yet. Training begins as soon as it is here; nothing is sent to a server.`
          : `These tasks are made of ${own}. Training begins as soon as ${table ? 'it is' : 'they are'} here; nothing is sent to a server.`}
      </p>
      <details>
        <summary>What the page looked for</summary>
        <p>{error}</p>
      </details>
    </>
  );
}

/** An invitation, or the failed run's message where data are here; the files that would help, and how to bring them. */
function DataNeeded({ error, experiment }: { error: string; experiment: Experiment }) {
  const client = useClient();
  const kept = useDataFiles((s) => s.sets);
  const names = neededSets(experiment).filter(isSetName);
  const isOwn = FAMILIES[experiment.task].data.kind === 'own';
  const own = isOwn ? kept.filter(({ name }) => !isSetName(name)) : [];
  const absent = names.filter((name) => !kept.some((set) => set.name === name));
  const missing = isOwn ? experiment.options.dataset === '' : absent.length > 0;
  const title = isOwn ? null : absent.map((name) => CATALOGUE[name].title).join(' and ');
  return (
    <section className={css.needed} aria-label="Data needed">
      {missing ? (
        <Invitation error={error} title={title} table={experiment.task === OWN_TABLES} />
      ) : (
        <p role="alert">{error}</p>
      )}
      {names.map((name) => (
        <ThreeWays key={name} name={name} />
      ))}
      {isOwn && (
        <p className={panel.note}>
          Drop{' '}
          {experiment.task === OWN_TABLES ? 'a table of tasks (CSV)' : 'a zip or a folder of class folders'}{' '}
          anywhere on this page, choose it here, or use a set that is kept. <FormatsLink />
        </p>
      )}
      <div className={panel.buttons}>
        {own.map(({ name, about }) => (
          <Button
            key={name}
            small
            onClick={() => client.load(withSet(client.getSnapshot().experiment, name, about))}
          >
            Use {name}
          </Button>
        ))}
        <FileButtons />
        <Button small onClick={() => client.load(client.getSnapshot().experiment)}>
          Try again
        </Button>
      </div>
    </section>
  );
}

/** How a published set comes to the page. */
function ThreeWays({ name }: { name: SetName }) {
  const { title, files, licence } = CATALOGUE[name];
  return (
    <div className={panel.note}>
      <p>Three ways to bring {title}:</p>
      <ol className={css.ways}>
        <li>
          get{' '}
          {files
            .filter((file) => file.wanted)
            .map((file, i) => (
              <span key={file.name}>
                {i > 0 && ', '}
                <a href={file.addresses[0]}>{file.name}</a>
              </span>
            ))}{' '}
          ({licence}) and drop the files anywhere on this page;
        </li>
        <li>
          choose files or a folder that you have, also as others pack them (<FormatsLink />
          );
        </li>
        <li>
          run <code>npm run datasets -- {name}</code> where the page is served from.
        </li>
      </ol>
    </div>
  );
}
