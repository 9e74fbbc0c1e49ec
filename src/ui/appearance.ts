// Theme (light, dark, as the system has it) and lecture mode, remembered in this browser.
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { recall, remember } from './memory.ts';

const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

export interface Appearance {
  readonly theme: Theme;
  readonly lecture: boolean;
  readonly setTheme: (theme: Theme) => void;
  readonly setLecture: (on: boolean) => void;
}

/** Lecture mode, also for what reads and writes links. */
export const useLecture = create<{ readonly on: boolean; readonly set: (on: boolean) => void }>((set) => ({
  on: recall('lecture') === 'on',
  set: (on) => set({ on }),
}));

export function useAppearance(): Appearance {
  const [theme, setTheme] = useState<Theme>(() => {
    const stored = recall('theme') as Theme | null;
    return stored && THEMES.includes(stored) ? stored : 'system';
  });
  const { on: lecture, set: setLecture } = useLecture();

  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const resolved = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
      document.documentElement.dataset.theme = resolved;
    };
    apply();
    remember('theme', theme);
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);

  useEffect(() => {
    document.documentElement.dataset.lecture = lecture ? 'on' : 'off';
    remember('lecture', lecture ? 'on' : 'off');
  }, [lecture]);

  return { theme, lecture, setTheme, setLecture };
}
