// What every figure's frame takes from its place on the page: title, help, the menu's items, and full screen.
import { useContext, useMemo } from 'react';
import { later } from '../../../ui/later.tsx';
import panel from '../../../ui/panel.module.css';
import { PlaceItems } from './PlaceItems.tsx';
import { SlotContext } from './slot.ts';
import { useLarge } from './useLarge.ts';
import { useTitleDrag } from './useTitleDrag.ts';

const Words = later(() => import('../../terms/Words.tsx').then((module) => module.Words));
const PLACE_ITEMS = <PlaceItems />;

export function useFigureSlot() {
  const slot = useContext(SlotContext);
  if (!slot) throw new Error('A figure stands in a slot of the lab.');
  const { id, title, about, reading, terms } = slot.figure;
  const [large, onLarge] = useLarge(id);
  const drag = useTitleDrag(slot);
  const help = useMemo(
    () => (
      <>
        <strong>{title}</strong>
        <p>{about}</p>
        <p className={panel.soft}>{reading}</p>
        <Words terms={terms} />
      </>
    ),
    [title, about, reading, terms],
  );
  return { name: title, help, drag, placeItems: PLACE_ITEMS, large, onLarge };
}
