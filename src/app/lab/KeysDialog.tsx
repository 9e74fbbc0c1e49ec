// The list of keys, and the switch that turns single keys off.
import { Keyboard } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import { remember } from '../../ui/memory.ts';
import { useScreen } from '../state/screen.ts';
import { KEY_ROWS } from './keys.ts';
import css from './lecture.module.css';

export function KeysButton() {
  const set = useScreen((s) => s.set);
  return (
    <Button look="ghost" iconOnly aria-label="Keys" title="Keys (?)" onClick={() => set({ keyList: true })}>
      <Keyboard size={18} aria-hidden="true" />
    </Button>
  );
}

export function KeysDialog() {
  const { keyList, keys, set } = useScreen();
  useEffect(() => void remember('keys', keys ? 'on' : 'off'), [keys]);
  return (
    <Dialog title="Keys" open={keyList} onOpenChange={(open) => set({ keyList: open })}>
      <dl className={css.keys}>
        {KEY_ROWS.map(({ keys: names, does }) => (
          <div key={names}>
            <dt>{names}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className={css.remark}>
        While you type, and on a control that needs the key itself, a key does what it always does there.
      </p>
      <ToggleField label="Single keys" checked={keys} onChange={(next) => set({ keys: next })} />
    </Dialog>
  );
}
