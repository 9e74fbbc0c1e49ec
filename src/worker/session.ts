// What the worker needs of a session: the trainer, facts about it, and the views of its figures.
import type { Trainer } from '../engine/run/trainer.ts';
import type { LandscapeProgress, Refinement } from '../engine/views/landscape.ts';
import type { AnatomyRequest, AnatomyView } from '../protocol/anatomy.ts';
import type { BackendReport } from '../protocol/payloads.ts';
import type { AdaptationView, LandscapeRequest, ProbeChoice, StepLossView } from '../protocol/views.ts';

export interface WorkerSession {
  readonly trainer: Trainer;
  readonly report: BackendReport;
  readonly taskNames: readonly string[];
  readonly testTaskNames: readonly string[];
  /** What the user should know about the data as it is used. */
  readonly notes: readonly string[];
  /** Resolves with a sentence when the device is lost; never otherwise. */
  readonly deviceLost: Promise<string> | null;
  /** `at` as in the `probe` message. */
  adaptation(choice: ProbeChoice, at: number | null): Promise<AdaptationView>;
  stepLoss(): Promise<StepLossView>;
  /** In short pieces, so that nothing waits long; ended by letting it go. */
  landscape(request: LandscapeRequest, refine: Refinement): AsyncGenerator<LandscapeProgress, void>;
  anatomy(request: AnatomyRequest): Promise<AnatomyView>;
  dispose(): void;
}
