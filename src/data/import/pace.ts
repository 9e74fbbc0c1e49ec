// Long work in small pieces: reports progress and lets the worker answer messages in between.

/** Progress of one image set: what is being done, and how much of it (0…1). */
export interface LoadProgress {
  readonly set: string;
  readonly label: string;
  readonly fraction: number;
}

export type OnProgress = (progress: LoadProgress) => void;

const PIECE_MS = 30;

/** Call the returned function often: about every 30 ms it reports and yields to the event loop. */
export function createPace(
  set: string,
  label: string,
  onProgress: OnProgress,
): (fraction: number) => Promise<void> {
  let last = performance.now();
  onProgress({ set, label, fraction: 0 });
  return async (fraction) => {
    if (performance.now() - last < PIECE_MS) return;
    onProgress({ set, label, fraction });
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
