// Long curves on a canvas: only the lines, at the screen's real resolution; axes and labels stay SVG above it.
// Redraws when its lines change, and when the theme or the pixel ratio does.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Area, Line, Rect, Size } from '../core/geometry.ts';

export interface CanvasLinesProps {
  readonly size: Size;
  readonly plot: Rect;
  readonly lines: readonly Line[];
  readonly areas: readonly Area[];
}

export function CanvasLines({ size, plot, lines, areas }: CanvasLinesProps) {
  const ref = useRef<HTMLCanvasElement | null>(null);
  const appearance = useAppearance();
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const ratio = appearance.ratio;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const style = getComputedStyle(canvas);
    const resolve = (color: string) => resolveColor(color, (name) => style.getPropertyValue(name));
    context.save();
    context.beginPath();
    context.rect(plot.left - 2, plot.top - 2, plot.right - plot.left + 4, plot.bottom - plot.top + 4);
    context.clip();
    for (const area of areas) fillArea(context, area, resolve(area.color));
    for (const line of lines) strokeLine(context, line, resolve(line.color));
    context.restore();
  }, [size, plot, lines, areas, appearance]);
  return <canvas ref={ref} style={{ width: size.width, height: size.height }} />;
}

/** `var(--x)` through `lookup`; anything else as it is. */
export function resolveColor(color: string, lookup: (name: string) => string): string {
  const match = /^var\((--[\w-]+)\)$/.exec(color);
  return match ? lookup(match[1]!).trim() || '#888' : color;
}

function strokeLine(context: CanvasRenderingContext2D, line: Line, color: string): void {
  const { points } = line;
  context.beginPath();
  let down = false;
  let lastX = 0;
  let lastY = 0;
  let alone = false;
  // A point without neighbours is drawn as a dot.
  const finish = () => {
    if (alone) context.lineTo(lastX + 0.01, lastY);
    alone = false;
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      finish();
      down = false;
      continue;
    }
    if (down) {
      context.lineTo(x, y);
      alone = false;
    } else {
      context.moveTo(x, y);
      down = true;
      alone = true;
    }
    lastX = x;
    lastY = y;
  }
  finish();
  context.strokeStyle = color;
  context.globalAlpha = line.opacity;
  context.lineWidth = line.width;
  context.lineJoin = 'bevel';
  context.lineCap = line.dash === '' ? 'round' : 'butt';
  context.setLineDash(line.dash === '' ? [] : line.dash.split(' ').map(Number));
  context.stroke();
  context.globalAlpha = 1;
}

function fillArea(context: CanvasRenderingContext2D, area: Area, color: string): void {
  context.beginPath();
  for (let i = 0; i + 1 < area.points.length; i += 2) context.lineTo(area.points[i]!, area.points[i + 1]!);
  context.closePath();
  context.fillStyle = color;
  context.globalAlpha = area.opacity;
  context.fill();
  if (area.outline) {
    context.strokeStyle = color;
    context.lineWidth = area.outline;
    context.lineJoin = 'bevel';
    context.setLineDash([]);
    context.stroke();
  }
  context.globalAlpha = 1;
}

interface Appearance {
  readonly ratio: number;
  readonly version: number;
}

/** Pixel ratio and a number that changes with the theme. */
function useAppearance(): Appearance {
  const [appearance, setAppearance] = useState<Appearance>(() => ({ ratio: pixelRatio(), version: 0 }));
  useEffect(() => {
    const change = () => setAppearance((old) => ({ ratio: pixelRatio(), version: old.version + 1 }));
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-theme', 'class', 'style'],
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    const resolution = matchMedia(`(resolution: ${appearance.ratio}dppx)`);
    resolution.addEventListener('change', change);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', change);
      resolution.removeEventListener('change', change);
    };
  }, [appearance.ratio]);
  return appearance;
}

function pixelRatio(): number {
  return typeof window === 'undefined' ? 1 : Math.min(window.devicePixelRatio || 1, 3);
}
