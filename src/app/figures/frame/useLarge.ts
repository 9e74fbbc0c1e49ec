// One figure over all others: whether it is this one, and how it becomes it. Escape ends it.
import { useCallback, useEffect } from 'react';
import { useScreen } from '../../state/screen.ts';

export function useLarge(id: string): [boolean, (large: boolean) => void] {
  const large = useScreen((s) => s.large === id);
  const set = useScreen((s) => s.set);
  useEffect(() => {
    if (!large) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) set({ large: null });
    };
    document.addEventListener('keydown', close);
    document.body.style.overflow = 'hidden';
    return () => {
      document.removeEventListener('keydown', close);
      document.body.style.overflow = '';
    };
  }, [large, set]);
  const put = useCallback((next: boolean) => set({ large: next ? id : null }), [id, set]);
  return [large, put];
}
