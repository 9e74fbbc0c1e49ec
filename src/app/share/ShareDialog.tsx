// "Share": the link to the exact state, and the snippet that embeds it in another page.
import { Check, Copy } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import panel from '../../ui/panel.module.css';
import css from './share.module.css';
import { useLinkLoss } from './useLinkLoss.ts';

/** The iframe snippet; the link's own characters are escaped for an attribute. */
function embedSnippet(link: string): string {
  const source = link.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${source}" title="Innerloop" width="100%" height="720" style="border:0" allow="clipboard-write; fullscreen"></iframe>`;
}

interface ShareDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** The link to the state at the moment of asking. */
  readonly link: () => string;
}

export function ShareDialog({ open, onOpenChange, link }: ShareDialogProps) {
  const [text, setText] = useState('');
  const [embed, setEmbed] = useState(false);
  const loss = useLinkLoss();
  const linkId = useId();
  const embedId = useId();

  useEffect(() => {
    if (open) setText(link());
  }, [open, link]);

  return (
    <Dialog title="Share" open={open} onOpenChange={onOpenChange}>
      <p className={panel.soft}>
        Opening this link replays the run to where it is now: settings, seed, and every change made on the
        way.
      </p>
      {loss && (
        <p role="alert" className={panel.note}>
          {loss}
        </p>
      )}
      <label htmlFor={linkId} className={css.fieldLabel}>
        Link
      </label>
      <div className={panel.copyRow}>
        <input id={linkId} className={css.linkBox} readOnly value={text} onFocus={(e) => e.target.select()} />
        <CopyButton name="Copy link" text={text} />
      </div>
      <Button aria-expanded={embed} onClick={() => setEmbed(!embed)}>
        Embed
      </Button>
      {embed && (
        <div className={css.embed}>
          <label htmlFor={embedId} className={css.fieldLabel}>
            HTML snippet
          </label>
          <textarea
            id={embedId}
            className={css.linkBox}
            readOnly
            rows={5}
            value={embedSnippet(text)}
            onFocus={(e) => e.target.select()}
          />
          <CopyButton name="Copy snippet" text={embedSnippet(text)} />
        </div>
      )}
    </Dialog>
  );
}

export function CopyButton({ name, text }: { name: string; text: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome(null), 2500);
  };
  return (
    <>
      <Button onClick={() => void copy()}>
        {outcome === 'copied' ? (
          <Check size={15} aria-hidden="true" />
        ) : (
          <Copy size={15} aria-hidden="true" />
        )}
        {name}
      </Button>
      <span className={outcome === 'failed' ? css.copyFailed : 'sr-only'} aria-live="polite">
        {outcome === 'copied' && 'Copied.'}
        {outcome === 'failed' && 'This browser does not allow copying here; select the text and copy it.'}
      </span>
    </>
  );
}
