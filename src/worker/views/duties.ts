// When each view is computed: one duty per view. Adding a view to the protocol asks for its duty here.
import type { NoticeMessage, Unsent, ViewMessage } from '../../protocol/messages.ts';
import type { ViewName } from '../../protocol/views.ts';
import { messageOf } from '../../text/sentences.ts';
import type { WorkerSession } from '../session.ts';
import { type AdaptationDuty, createAdaptationDuty } from './adaptationDuty.ts';
import { type AnatomyDuty, createAnatomyDuty } from './anatomyDuty.ts';
import { createLandscapeDuty, type LandscapeDuty } from './landscapeDuty.ts';
import { pacedDuty, type ViewDuty, type ViewTime } from './viewDuty.ts';

/** In the order in which they are worked on. */
export interface ViewDuties extends Readonly<Record<ViewName, ViewDuty>> {
  readonly adaptation: AdaptationDuty;
  readonly landscape: LandscapeDuty;
  readonly anatomy: AnatomyDuty;
}

export interface ViewContext {
  session(): WorkerSession;
  post(message: Unsent<ViewMessage | NoticeMessage>): void;
}

/** `now` in milliseconds. */
export function createViewDuties(now: () => number, { session, post }: ViewContext): ViewDuties {
  const time: ViewTime = {
    allows: () => session().trainer.allowance.allows('views'),
    spend: (milliseconds) => session().trainer.allowance.spend('views', milliseconds),
  };
  return {
    adaptation: createAdaptationDuty({
      now,
      time,
      compute: (choice, at) => session().adaptation(choice, at),
      post: (view) => post({ kind: 'adaptation', view }),
      refuse: (error) => post({ kind: 'notice', message: messageOf(error) }),
    }),
    'step-loss': pacedDuty(now, time, async () =>
      post({ kind: 'step-loss', view: await session().stepLoss() }),
    ),
    landscape: createLandscapeDuty({
      now,
      time,
      open: (request, refine) => session().landscape(request, refine),
      post: (view) => post({ kind: 'landscape', view }),
      fail: (error) => post({ kind: 'notice', message: `Loss landscape: ${messageOf(error)}` }),
    }),
    anatomy: createAnatomyDuty({
      compute: (request) => session().anatomy(request),
      post: (view) => post({ kind: 'anatomy', view }),
      fail: (error) => post({ kind: 'notice', message: `Anatomy: ${messageOf(error)}` }),
    }),
  };
}
