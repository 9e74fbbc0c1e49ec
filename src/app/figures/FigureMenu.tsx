// Which figures are shown and in which order, by pointer or keyboard.
import { Menu } from '@base-ui/react/menu';
import { ArrowDown, ArrowUp, Check, LayoutGrid } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '../../ui/Button.tsx';
import controls from '../../ui/controls.module.css';
import panel from '../../ui/panel.module.css';
import { useView } from '../state/viewState.ts';
import { moveFigure, toggleFigure } from './arrangement.ts';
import type { FigureDefinition } from './frame/figure.ts';
import css from './frame/frame.module.css';
import { FIGURES } from './registry.ts';

interface FigureMenuProps {
  readonly shown: readonly FigureDefinition[];
}

export function FigureMenu({ shown }: FigureMenuProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={buttonClass('plain')} aria-label="Figures">
        <LayoutGrid size={15} aria-hidden="true" />
        <span className={panel.wide}>Figures</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={4} align="end">
          <Menu.Popup className={controls.popup}>
            <Items shown={shown} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Items({ shown }: FigureMenuProps) {
  const set = useView((s) => s.set);
  const [last, setLast] = useState<FigureDefinition | null>(null);
  const ids = shown.map(({ id }) => id);
  return (
    <>
      {[...shown, ...FIGURES.filter((figure) => !shown.includes(figure))].map((figure) => (
        <Menu.CheckboxItem
          key={figure.id}
          className={controls.item}
          title={figure.about}
          checked={shown.includes(figure)}
          closeOnClick={false}
          onFocus={() => setLast(figure)}
          onCheckedChange={() => set({ figures: toggleFigure(ids, figure.id) })}
        >
          <span>
            <Menu.CheckboxItemIndicator>
              <Check size={14} aria-hidden="true" />
            </Menu.CheckboxItemIndicator>
          </span>
          {figure.title}
        </Menu.CheckboxItem>
      ))}
      <Menu.Separator className={css.separator} />
      {([-1, 1] as const).map((by) => (
        <Menu.Item
          key={by}
          className={controls.item}
          closeOnClick={false}
          disabled={!last || !shown.includes(last)}
          onClick={() => last && set({ figures: moveFigure(ids, last.id, by) })}
        >
          {by < 0 ? <ArrowUp size={14} aria-hidden="true" /> : <ArrowDown size={14} aria-hidden="true" />}
          {`Move ${last?.title ?? 'the figure'} ${by < 0 ? 'up' : 'down'}`}
        </Menu.Item>
      ))}
      <Menu.Item className={controls.item} onClick={() => set({ figures: [] })}>
        <span />
        Default figures
      </Menu.Item>
    </>
  );
}
