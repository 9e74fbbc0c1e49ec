// One part of the page over all others: whether it is, and the button that says so. Escape ends it.
import { Maximize2, Minimize2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';

export function useFullScreen(): [boolean, (large: boolean) => void] {
  const [large, setLarge] = useState(false);
  useEffect(() => {
    if (!large) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) setLarge(false);
    };
    document.addEventListener('keydown', close);
    document.body.style.overflow = 'hidden';
    return () => {
      document.removeEventListener('keydown', close);
      document.body.style.overflow = '';
    };
  }, [large]);
  return [large, setLarge];
}

export function FullScreenButton(props: {
  readonly large: boolean;
  readonly onLarge: (large: boolean) => void;
}) {
  const { large, onLarge } = props;
  const name = large ? 'Close full screen' : 'Full screen';
  const Icon = large ? Minimize2 : Maximize2;
  return (
    <Button look="ghost" small iconOnly aria-label={name} title={name} onClick={() => onLarge(!large)}>
      <Icon size={15} aria-hidden="true" />
    </Button>
  );
}
