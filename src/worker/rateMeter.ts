// Iterations per second over the last second or so.

export interface RateMeter {
  add(now: number, iteration: number): void;
  perSecond(now: number): number;
}

const WINDOW = 1000;

export function createRateMeter(): RateMeter {
  // The oldest mark is kept so that the window always spans some time.
  const marks: { now: number; iteration: number }[] = [];
  return {
    add(now, iteration) {
      const last = marks[marks.length - 1];
      // Marks closer than 20 ms add nothing; the last one is moved instead.
      if (marks.length > 1 && last && now - marks[marks.length - 2].now < 20) {
        last.now = now;
        last.iteration = iteration;
      } else marks.push({ now, iteration });
      while (marks.length > 2 && now - marks[1].now > WINDOW) marks.shift();
    },
    perSecond(now) {
      if (marks.length < 2) return 0;
      const first = marks[0];
      const last = marks[marks.length - 1];
      const span = Math.max(last.now, now - WINDOW) - first.now;
      return span > 0 ? (1000 * (last.iteration - first.iteration)) / span : 0;
    },
  };
}
