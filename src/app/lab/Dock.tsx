// The dock: transport, status, α, N and β stay in reach at the page's lower edge; the other settings unfold from it.
import { ChevronUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DockSliders } from '../settings/FieldSlider.tsx';
import { SETTINGS_ID } from '../settings/SettingsPanel.tsx';
import { useScreen } from '../state/screen.ts';
import css from './dock.module.css';
import { Transport } from './Transport.tsx';

/** The dock's height, for what must end above it. */
function useDockHeight() {
  const dock = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = dock.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--dock', `${element.offsetHeight}px`),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return dock;
}

export function Dock() {
  const dock = useDockHeight();
  return (
    <section ref={dock} className={css.dock} aria-label="Controls">
      <Transport />
      <DockSliders className={css.slider} />
      <MoreSettings />
    </section>
  );
}

function MoreSettings() {
  const { settings: open, set } = useScreen();
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) set({ settings: false });
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [open, set]);
  return (
    <Button
      look="ghost"
      className={css.more}
      aria-label="More settings"
      title="More settings"
      aria-expanded={open}
      aria-controls={SETTINGS_ID}
      onClick={() => set({ settings: !open })}
    >
      <span className={css.moreWord}>More settings</span>
      <ChevronUp size={16} aria-hidden="true" />
    </Button>
  );
}
