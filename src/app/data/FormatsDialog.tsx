// "Data formats": what the page reads, with a sample of each. Every refusal of a file leads here.
import { Dialog } from '../../ui/Dialog.tsx';
import panel from '../../ui/panel.module.css';
import { useDataFiles } from './dataFiles.ts';
import { FORMATS } from './formats.ts';
import css from './review.module.css';

/** A link-like button that opens the page of formats. */
export function FormatsLink() {
  const show = useDataFiles((s) => s.showFormats);
  return (
    <button type="button" className={css.link} onClick={() => show(true)}>
      Data formats
    </button>
  );
}

export function FormatsDialog() {
  const open = useDataFiles((s) => s.formatsShown);
  const show = useDataFiles((s) => s.showFormats);
  return (
    <Dialog title="Data formats" wide open={open} onOpenChange={show}>
      <div className={css.review}>
        <p className={panel.note}>
          What a file is, its content says, not its name. Before anything is kept, the page shows what it
          found and what it leaves out. Files stay in this browser. The same is said without a page by{' '}
          <code>npm run -s data -- FILES… --out FILE</code>.
        </p>
        {FORMATS.map(({ name, reads, sample }) => (
          <section key={name} className={css.format} aria-label={name}>
            <div>
              <h3 className={css.name}>{name}</h3>
              <p>{reads}</p>
            </div>
            <pre className={css.code}>{sample}</pre>
          </section>
        ))}
        <p className={panel.note}>
          A file that cannot be read: convert images to PNG, arrays to .npz with images and labels, tables to
          CSV. At most 512 MB unpacked.
        </p>
      </div>
    </Dialog>
  );
}
