// What "More" offers for a figure's place on the page: moving and removing it.
import { ArrowLeft, ArrowRight, Move, Star, X } from 'lucide-react';
import { useContext } from 'react';
import { MoreGroup, MoreItem } from '../../../ui/MoreMenu.tsx';
import { SlotContext } from './slot.ts';

export function PlaceItems() {
  const context = useContext(SlotContext);
  if (!context) return null;
  const { figure, arrange, place } = context;
  const { id } = figure;
  return (
    <>
      <MoreGroup icon={Move} name="Move">
        <MoreItem
          icon={Star}
          name="To the main place"
          disabled={place.first}
          onSelect={() => arrange.toFront(id)}
        />
        <MoreItem
          icon={ArrowLeft}
          name="Earlier"
          disabled={place.first}
          onSelect={() => arrange.by(id, -1)}
        />
        <MoreItem icon={ArrowRight} name="Later" disabled={place.last} onSelect={() => arrange.by(id, 1)} />
      </MoreGroup>
      <MoreItem
        icon={X}
        name="Remove"
        disabled={place.first && place.last}
        onSelect={() => arrange.remove(id)}
      />
    </>
  );
}
