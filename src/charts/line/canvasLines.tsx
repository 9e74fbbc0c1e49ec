// Long curves on a canvas: only the lines, at the screen's real resolution; axes and labels stay SVG above it.
// Redraws when its lines change, and when the theme or the pixel ratio does.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../core/geometry.ts';
import { type Painting, paint } from './paint.ts';

interface CanvasLinesProps extends Painting {
  readonly size: Size;
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
    paint(context, { plot, lines, areas }, (name) => style.getPropertyValue(name));
  }, [size, plot, lines, areas, appearance]);
  return <canvas ref={ref} style={{ width: size.width, height: size.height }} />;
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
