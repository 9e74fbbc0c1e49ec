// Which backend computes and why, and how another is chosen: named once on the page, in the training status.
import { experimentFields } from '../../experiment/experimentFields.ts';
import { laneLabel } from '../../experiment/resolve.ts';
import { BACKEND_INFO, PATHS, type PathName } from '../../learner/backends.ts';
import type { BackendReport } from '../../protocol/payloads.ts';
import { Popover } from '../../ui/Dialog.tsx';
import { Segments } from '../../ui/fields/ToggleField.tsx';
import panel from '../../ui/panel.module.css';
import { useClient, useLab } from '../state/labContext.ts';
import css from './dock.module.css';

const CODE_NAMES = { kernels: 'fused kernel', ops: 'automatic differentiation' } as const;

function pathName(path: PathName): string {
  const { code, backend } = PATHS[path];
  return `${CODE_NAMES[code]} (${BACKEND_INFO[backend].label})`;
}

/** Which lanes run op by op and why, where the others run on the fused kernel. */
function MixedPaths({ report }: { report: BackendReport }) {
  const experiment = useLab((s) => s.experiment);
  const lines = report.opsReasons.flatMap((reason, lane) =>
    reason && experiment.lanes[lane] ? [`${laneLabel(experiment, lane)}: ${reason}`] : [],
  );
  return <p className={panel.soft}>Op by op: {lines.join(' ')}</p>;
}

export function BackendBadge() {
  const client = useClient();
  const report = useLab((s) => s.backend);
  const wanted = useLab((s) => s.experiment.backend);
  const stopped = useLab((s) => s.state === 'error');
  const [none, why] = stopped
    ? ['not started', 'Nothing has been computed yet.']
    : ['starting', 'The training worker is starting.'];
  const name = report ? BACKEND_INFO[report.backend].label : none;
  const paths = report ? [...new Set(report.paths)].map(pathName) : [];
  return (
    <Popover
      label="Backend"
      trigger={
        <button type="button" className={css.backend}>
          <span className="sr-only">Backend: </span>
          {name}
        </button>
      }
    >
      <div className={panel.stack}>
        <strong>Where it computes</strong>
        <Segments
          label="Backend choice"
          value={wanted}
          choices={experimentFields.backend.choices}
          onChange={(backend) => client.setBackend(backend)}
        />
        <p className={panel.soft}>{report?.reason ?? why}</p>
        {report?.device && <p className={panel.soft}>Device: {report.device}</p>}
        {paths.length > 0 && <p className={panel.soft}>Code: {paths.join(', ')}</p>}
        {paths.length > 1 && report && <MixedPaths report={report} />}
      </div>
    </Popover>
  );
}
