// What each message of the worker does to the page's picture of the run.
import type { FromWorker, MessageOf, ViewMessage } from '../protocol/messages.ts';
import { type Lab, recoverRun, showError } from './runs.ts';

type Receivers = {
  readonly [Kind in FromWorker['kind']]: (lab: Lab, message: MessageOf<FromWorker, Kind>) => void;
};

function showView({ snapshots }: Lab, { kind, view }: ViewMessage): void {
  snapshots.update({ views: { ...snapshots.now.views, [kind]: view } });
}

const RECEIVERS: Receivers = {
  ready(lab, { report, laneInfo, taskNames, testTaskNames }) {
    lab.backends.ready(report.backend);
    lab.snapshots.update({ backend: report, laneInfo, taskNames, testTaskNames, progress: null });
  },
  status(lab, { kind: _, runId: __, ...status }) {
    if (lab.awaited !== null && status.state !== lab.awaited && status.state !== 'error') {
      lab.snapshots.update({ iteration: status.iteration });
      return;
    }
    lab.awaited = null;
    lab.snapshots.update(status);
  },
  points({ curves, snapshots }, { lanes }) {
    curves.append(lanes);
    snapshots.update(curves.show());
  },
  adaptation: showView,
  'step-loss': showView,
  landscape: showView,
  anatomy: showView,
  snapshots: ({ snapshots }, { iterations }) => snapshots.update({ snapshotIterations: iterations }),
  'lane-stopped'({ snapshots }, { lane, stop }) {
    snapshots.update({ stops: snapshots.now.stops.map((one, i) => (i === lane ? stop : one)) });
  },
  edited({ settings, snapshots }, message) {
    settings.confirm(message, message.iteration);
    const at = Math.max(snapshots.now.iteration, message.iteration);
    snapshots.update({ experiment: settings.at(at) });
  },
  checkpoint(lab, { checkpoint }) {
    lab.checkpoint = checkpoint;
  },
  progress: ({ snapshots }, { label, fraction }) => snapshots.update({ progress: { label, fraction } }),
  notice: ({ snapshots }, { message }) => snapshots.notice('task', message),
  'device-lost': (lab, { message }) => recoverRun(lab, message),
  failed(lab, { message }) {
    // An error on the GPU may be the GPU's; elsewhere it is the experiment's and is shown.
    if (lab.backends.reported === 'webgpu') recoverRun(lab, message);
    else showError(lab, message);
  },
};

export function receive(lab: Lab, message: FromWorker): void {
  // The kind that is looked up is the message's own.
  (RECEIVERS[message.kind] as (lab: Lab, message: FromWorker) => void)(lab, message);
}
