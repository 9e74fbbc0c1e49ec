// What stands above the figures on paper: the settings in words, and the link that opens them.

import panel from '../../ui/panel.module.css';
import { usePrinting } from '../../ui/printing.ts';
import { useClient } from '../state/labContext.ts';
import { captionOf } from '../state/settingsText.ts';

export function PrintHead({ link }: { readonly link: () => string }) {
  const client = useClient();
  if (!usePrinting()) return null;
  const { experiment, iteration } = client.getSnapshot();
  const address = link();
  return (
    <section data-print aria-label="About this print">
      <h1>Innerloop</h1>
      <p>{captionOf(experiment, iteration)}</p>
      <p className={panel.note}>
        <a href={address}>{address}</a>
      </p>
    </section>
  );
}
