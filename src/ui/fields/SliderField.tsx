// A labelled slider with a text entry beside it. The native range input inside holds the real value (so
// assistive technology and `fill` see 0.01, not a position); pointer and arrow keys move on the scale.
import { Slider } from '@base-ui/react/slider';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useId } from 'react';
import css from '../controls.module.css';
import { formatSetting } from '../format.ts';
import { NumberEntry } from './NumberEntry.tsx';
import { fromPosition, type NumberRange, nudge, toPosition } from './numbers.ts';
import { Subscripts } from './Subscripts.tsx';
import { useGesture } from './useGesture.ts';

interface SliderFieldProps {
  readonly label: string;
  readonly value: number;
  readonly range: NumberRange;
  /** What may be typed, where that is more than the slider shows. */
  readonly entryRange?: NumberRange;
  readonly unit?: string;
  /** Whether a change acts on the next iteration or starts over. */
  readonly acts: 'live' | 'restarts';
  /** Called when a gesture has ended, or where a change acts at once while it moves. */
  readonly onChange: (value: number) => void;
  readonly actsMoving?: () => boolean;
  readonly lit?: boolean;
  readonly onHover?: (over: boolean) => void;
  readonly disabled?: boolean;
  /** In a tight place: a shorter label; how it acts is then said to assistive technology alone. */
  readonly short?: string;
  /** The "?" beside the label; the key ? on the slider opens it too. */
  readonly help?: ReactNode;
}

/** The coarsest step that lets the native input hold any value that this slider produces. */
function nativeStep(range: NumberRange): number {
  if (range.integer) return 1;
  if (range.scale === 'linear') return range.step ?? (range.max - range.min) / 1e4;
  return range.min > 0 ? range.min / 1e3 : 1e-9;
}

const KEYS: Record<string, { direction: 1 | -1; large: boolean }> = {
  ArrowRight: { direction: 1, large: false },
  ArrowUp: { direction: 1, large: false },
  ArrowLeft: { direction: -1, large: false },
  ArrowDown: { direction: -1, large: false },
  PageUp: { direction: 1, large: true },
  PageDown: { direction: -1, large: true },
};

function openHint(event: KeyboardEvent): void {
  event.preventDefault();
  event.currentTarget.closest('[data-slider]')?.querySelector<HTMLElement>('[data-hint]')?.click();
}

const never = () => false;

export function SliderField(props: SliderFieldProps) {
  const { label, range, entryRange, unit, acts, onChange, lit, onHover, disabled, short, help } = props;
  const tagId = useId();
  const gesture = useGesture(props.value, onChange, props.actsMoving ?? never);
  const value = gesture.shown;
  const at = `${(toPosition(value, range) * 100).toFixed(2)}%`;
  const text = unit ? `${formatSetting(value)} ${unit}` : formatSetting(value);

  const set = (next: number) => {
    if (next !== value) gesture.move(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '?' && help) openHint(event);
    const key = KEYS[event.key];
    if (!key) return;
    event.preventDefault();
    gesture.begin();
    set(nudge(value, key.direction, range, key.large || event.shiftKey));
  };

  return (
    <div
      className={css.slider}
      data-slider
      data-lit={lit}
      onPointerEnter={onHover && (() => onHover(true))}
      onPointerLeave={onHover && (() => onHover(false))}
    >
      <span className={css.sliderLabel}>
        <Subscripts text={short ?? label} />
        <span className={short ? 'sr-only' : css.tag} data-kind={acts} id={tagId}>
          {acts}
        </span>
      </span>
      <Slider.Root
        value={value}
        min={range.min}
        max={range.max}
        step={nativeStep(range)}
        disabled={disabled}
        className={css.sliderRoot}
        onValueChange={(next, details) => {
          // Pointer events arrive as a linear value; typed or filled ones are already real.
          const pointer = details.reason === 'drag' || details.reason === 'track-press';
          set(pointer ? fromPosition((next - range.min) / (range.max - range.min), range) : next);
        }}
      >
        <Slider.Control className={css.control} onPointerDown={gesture.drag}>
          <Slider.Track className={css.track} style={{ '--at': at } as CSSProperties}>
            <Slider.Thumb
              className={css.thumb}
              style={{ insetInlineStart: at }}
              aria-label={label}
              aria-valuetext={text}
              aria-describedby={tagId}
              aria-keyshortcuts={help ? '?' : undefined}
              onKeyDown={onKeyDown}
              onKeyUp={gesture.end}
              onFocus={onHover && (() => onHover(true))}
              onBlur={() => {
                gesture.end();
                onHover?.(false);
              }}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <NumberEntry
        label={`${label} value`}
        value={value}
        range={entryRange ?? range}
        onCommit={(next) => {
          set(next);
          gesture.end();
        }}
        disabled={disabled}
      />
      {help}
    </div>
  );
}
