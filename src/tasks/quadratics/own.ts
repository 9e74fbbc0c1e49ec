// The user's own quadratic tasks in the plane as text, for the link: "1.2,-0.5,30,1,0.1;…" holds per task the
// optimum x, y, the angle of its first axis in degrees, and the curvatures along the first and second axis.

export interface OwnQuadratic {
  readonly x: number;
  readonly y: number;
  /** Degrees, 0 ≤ angle < 180: axes have no direction. */
  readonly angle: number;
  /** Curvatures along the first axis and across it. */
  readonly curvatures: readonly [number, number];
}

const NUMBER = String.raw`-?(?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})`;
const TASK = `${NUMBER}(?:,${NUMBER}){4}`;
export const MOST_OWN_TASKS = 20;
/** Empty: none of one's own. */
export const OWN_QUADRATICS = new RegExp(`^(?:${TASK}(?:;${TASK}){0,${MOST_OWN_TASKS - 1}})?$`);
export const CURVATURE = { min: 0.01, max: 10 } as const;
const FARTHEST = 100;

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The tasks of a text; empty for an empty or unreadable one. Values outside their ranges are clamped. */
export function parseOwnQuadratics(text: string): OwnQuadratic[] {
  if (text === '' || !OWN_QUADRATICS.test(text)) return [];
  return text.split(';').map((part) => {
    const [x, y, angle, first, second] = part.split(',').map(Number);
    const curvature = (value: number) => within(value, CURVATURE.min, CURVATURE.max);
    return {
      x: within(x, -FARTHEST, FARTHEST),
      y: within(y, -FARTHEST, FARTHEST),
      angle: ((angle % 180) + 180) % 180,
      curvatures: [curvature(first), curvature(second)],
    };
  });
}

/** Two decimals for places, whole degrees, three significant digits for curvatures. */
export function formatOwnQuadratics(tasks: readonly OwnQuadratic[]): string {
  const plain = (value: number) => String(value === 0 ? 0 : value);
  return tasks
    .slice(0, MOST_OWN_TASKS)
    .map(({ x, y, angle, curvatures }) => {
      const turned = ((Math.round(angle) % 180) + 180) % 180;
      const bends = curvatures.map((k) => Number(within(k, CURVATURE.min, CURVATURE.max).toPrecision(3)));
      return [Math.round(x * 100) / 100, Math.round(y * 100) / 100, turned, ...bends].map(plain).join(',');
    })
    .join(';');
}

/** Axes and optimum of f(w) = ½ (w − c)ᵀ A (w − c) in the plane; A symmetric [2, 2] row-major. */
export function ownQuadraticOf(A: ArrayLike<number>, c: ArrayLike<number>): OwnQuadratic {
  const [a, b, d] = [A[0], A[1], A[3]];
  const middle = (a + d) / 2;
  const half = Math.hypot((a - d) / 2, b);
  const angle = (Math.atan2(2 * b, a - d) / 2) * (180 / Math.PI);
  return { x: c[0], y: c[1], angle: ((angle % 180) + 180) % 180, curvatures: [middle + half, middle - half] };
}
