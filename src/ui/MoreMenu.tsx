// "More": the one menu of a header, for mouse, touch and keyboard (arrow keys, letters, Escape).
import { Menu } from '@base-ui/react/menu';
import { ChevronRight, Ellipsis, type LucideIcon } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { buttonClass } from './Button.tsx';
import controls from './controls.module.css';

export const MoreMenu = memo(function MoreMenu({ children }: { children: ReactNode }) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className={buttonClass('ghost', true, true)}
        aria-label="More"
        title="More: data, export, move, remove, full screen"
        data-more
      >
        <Ellipsis size={17} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={4} align="end">
          <Menu.Popup className={controls.popup}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
});

interface MoreItemProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly onSelect: () => void;
  readonly disabled?: boolean;
}

export function MoreItem({ icon: Icon, name, onSelect, disabled }: MoreItemProps) {
  return (
    <Menu.Item className={controls.item} disabled={disabled} onClick={onSelect}>
      <Icon size={15} aria-hidden="true" />
      {name}
    </Menu.Item>
  );
}

interface MoreGroupProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly children: ReactNode;
}

/** Items behind an item; ArrowRight opens them. */
export function MoreGroup({ icon: Icon, name, children }: MoreGroupProps) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={`${controls.item} ${controls.groupItem}`}>
        <Icon size={15} aria-hidden="true" />
        {name}
        <ChevronRight size={14} aria-hidden="true" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={2} align="start">
          <Menu.Popup className={controls.popup}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}
