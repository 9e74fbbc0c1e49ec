// The page's top line, one Tab stop: name, what is looked at, lecture mode, theme, and sharing.
import { Menu } from '@base-ui/react/menu';
import { Check, Monitor, Moon, Presentation, Share2, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Appearance, Theme } from '../../ui/appearance.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import controls from '../../ui/controls.module.css';
import panel from '../../ui/panel.module.css';
import { Roving } from '../../ui/Roving.tsx';
import css from './header.module.css';

function Logo() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M20.5 9a9 9 0 1 0 .4 5" />
      <path d="M15.8 10.4a4.2 4.2 0 1 0 .2 2.6" stroke="var(--lane-0)" />
    </svg>
  );
}

const THEMES = {
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
  system: { label: 'As the system', icon: Monitor },
} as const satisfies Record<Theme, unknown>;

function ThemeMenu({ theme, setTheme }: Pick<Appearance, 'theme' | 'setTheme'>) {
  const { icon: Current, label } = THEMES[theme];
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className={buttonClass('ghost', false, true)}
        aria-label="Theme"
        title={`Theme: ${label.toLowerCase()}`}
      >
        <Current size={18} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={4} align="end">
          <Menu.Popup className={controls.popup}>
            <Menu.RadioGroup value={theme} onValueChange={setTheme}>
              {(Object.keys(THEMES) as Theme[]).map((value) => (
                <Menu.RadioItem key={value} value={value} className={controls.item} closeOnClick>
                  <span>
                    <Menu.RadioItemIndicator>
                      <Check size={14} aria-hidden="true" />
                    </Menu.RadioItemIndicator>
                  </span>
                  {THEMES[value].label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface HeaderProps {
  readonly appearance: Appearance;
  readonly onShare: () => void;
  /** What is looked at: family, experiments, figures. */
  readonly children: ReactNode;
}

export function Header({ appearance, onShare, children }: HeaderProps) {
  return (
    <header className={css.header}>
      <h1 className={css.logo}>
        <Logo />
        Innerloop
      </h1>
      <Roving label="Page" className={css.bar}>
        {children}
        <Button
          look="ghost"
          iconOnly
          aria-label="Lecture mode"
          title="Lecture mode: everything larger, one or two figures"
          aria-pressed={appearance.lecture}
          className={css.pressable}
          onClick={() => appearance.setLecture(!appearance.lecture)}
        >
          <Presentation size={18} aria-hidden="true" />
        </Button>
        <ThemeMenu theme={appearance.theme} setTheme={appearance.setTheme} />
        <Button onClick={onShare} aria-label="Share" className={css.share}>
          <Share2 size={15} aria-hidden="true" />
          <span className={panel.wide}>Share</span>
        </Button>
      </Roving>
    </header>
  );
}
