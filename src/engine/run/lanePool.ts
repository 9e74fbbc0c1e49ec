// Which of this thread and its helpers computes each lane's step of an iteration. Lanes do not depend on each other, so
// that every share gives the same bits.

/** Worker of each lane, 0 this thread: the longest first, each to whoever is free soonest. */
export function spread(costs: readonly number[], workers: number): number[] {
  const loads = new Array<number>(workers).fill(0);
  const places = new Array<number>(costs.length).fill(0);
  const longestFirst = [...costs.keys()].sort((a, b) => costs[b] - costs[a]);
  for (const lane of longestFirst) {
    const worker = loads.indexOf(Math.min(...loads));
    places[lane] = worker;
    loads[worker] += costs[lane];
  }
  return places;
}
