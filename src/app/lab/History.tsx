// "Undo" and "Redo": buttons, keys, and what is said after a change that cost something.
import { Redo2, Undo2, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { useHistory, useLabHandle } from '../state/labContext.ts';
import css from './history.module.css';

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const KEYS = MAC ? { undo: '⌘Z', redo: '⇧⌘Z' } : { undo: 'Ctrl+Z', redo: 'Ctrl+Shift+Z' };

/** Text that is being typed has an undo of its own; an entry whose draft is settled has none. */
function hasOwnUndo(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type === 'text' && !('settled' in target.dataset);
}

function wanted(event: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && event.ctrlKey ? 'redo' : null;
}

export function useHistoryKeys(): void {
  const { history } = useLabHandle();
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const what = wanted(event);
      if (!what || event.defaultPrevented || hasOwnUndo(event.target)) return;
      event.preventDefault();
      history[what]();
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, [history]);
}

export function HistoryButtons() {
  const { history } = useLabHandle();
  const { undo, redo } = useHistory();
  return (
    <div className={css.buttons}>
      <Button
        look="ghost"
        iconOnly
        aria-label="Undo"
        title={undo ? `Undo: ${undo} (${KEYS.undo})` : 'Nothing to undo'}
        disabled={undo === null}
        onClick={() => history.undo()}
      >
        <Undo2 size={18} aria-hidden="true" />
      </Button>
      <Button
        look="ghost"
        iconOnly
        aria-label="Redo"
        title={redo ? `Redo: ${redo} (${KEYS.redo})` : 'Nothing to redo'}
        disabled={redo === null}
        onClick={() => history.redo()}
      >
        <Redo2 size={18} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Over the page, so that nothing moves; it stays until it is dismissed or something else happens. */
export function HistoryMessage() {
  const { history } = useLabHandle();
  const { message } = useHistory();
  return (
    <div className={css.place} role="status" aria-label="What was changed">
      {message && (
        <div className={css.message}>
          <p>
            <Subscripts text={message.text} />
          </p>
          <Button small onClick={() => history[message.offers]()}>
            {message.offers === 'undo' ? 'Undo' : 'Redo'}
          </Button>
          <Button look="ghost" small iconOnly aria-label="Dismiss" onClick={() => history.dismissMessage()}>
            <X size={15} aria-hidden="true" />
          </Button>
        </div>
      )}
    </div>
  );
}
