// Data files kept in this browser: what is there and how large, to use or to delete, and a way to bring more.
import { Trash2 } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import panel from '../../ui/panel.module.css';
import { useClient, useLab } from '../state/labContext.ts';
import { FileButtons } from './DataGate.tsx';
import { useDataFiles, usesSet, withSet } from './dataFiles.ts';
import { FormatsLink } from './FormatsDialog.tsx';
import { PasteTable } from './PasteTable.tsx';

export const megabytes = (bytes: number) =>
  bytes < 1e5
    ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
    : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

export function DataPanel() {
  const client = useClient();
  const experiment = useLab((s) => s.experiment);
  const sets = useDataFiles((s) => s.sets);
  const remove = useDataFiles((s) => s.remove);
  return (
    <div className={panel.rows}>
      <p className={panel.note}>
        Drop images in class folders, MNIST and its kin, NumPy arrays, CIFAR, Omniglot, or a table of
        regression tasks anywhere on this page. They stay in this browser. <FormatsLink />
      </p>
      <FileButtons />
      <div>
        <PasteTable />
      </div>
      <ul className={panel.list} aria-label="Kept data sets">
        {sets.map(({ name, size, files, about }) => (
          <li key={name}>
            <span className={panel.listName}>
              {name}{' '}
              <small>
                {megabytes(size)}
                {files.length > 1 && `, ${files.length} files`}
              </small>
            </span>
            <Button
              small
              disabled={usesSet(experiment, name)}
              aria-label={`Use ${name}`}
              onClick={() => client.load(withSet(client.getSnapshot().experiment, name, about))}
            >
              {usesSet(experiment, name) ? 'In use' : 'Use'}
            </Button>
            <Button
              look="ghost"
              small
              iconOnly
              aria-label={`Delete ${name}`}
              onClick={() => void remove(name)}
            >
              <Trash2 size={14} aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
