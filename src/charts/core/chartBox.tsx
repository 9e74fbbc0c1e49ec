// The box of a chart: follows its size on the page, or has a fixed one; and the SVG root that all charts share.
import { type ReactNode, useRef } from 'react';
import { useSize } from '../../ui/useSize.ts';
import { FONT } from './axes.tsx';
import './charts.css';
import type { ChartProps, Size } from './geometry.ts';

interface ChartBoxProps extends ChartProps {
  readonly children: (size: Size) => ReactNode;
}

/** Calls `children` with the size to lay out for; nothing is drawn before the size is known. Static: only the drawing. */
export function ChartBox(props: ChartBoxProps) {
  const ref = useRef<HTMLDivElement>(null);
  const measured = useSize(ref);
  const size = props.size ?? measured;
  const scale = props.scale ?? 1;
  if (props.isStatic) return props.children({ width: 560, height: 380, ...props.size, scale });
  return (
    <div
      className="chart"
      ref={ref}
      style={props.size ? { width: props.size.width, height: props.size.height, minHeight: 0 } : undefined}
    >
      {size.width > 0 && size.height > 0
        ? props.children({ width: size.width, height: size.height, scale })
        : null}
    </div>
  );
}

/** Root of every drawing. `label` is its text alternative; without one the SVG is decoration beside a named layer. */
export function Svg(props: {
  readonly size: Size;
  readonly label?: string;
  /** `group` where the drawing has focusable parts of its own. */
  readonly role?: 'img' | 'group';
  readonly children: ReactNode;
}) {
  const { width, height } = props.size;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      fontFamily={FONT}
      style={{ fontVariantNumeric: 'tabular-nums' }}
      role={props.label ? (props.role ?? 'img') : undefined}
      aria-label={props.label}
      aria-hidden={props.label ? undefined : true}
    >
      {props.children}
    </svg>
  );
}
