// The page's top line: name, lecture mode, theme, which backend computes and why, and sharing.
import { Monitor, Moon, Presentation, Share2, Sun } from 'lucide-react';
import { experimentFields } from '../../experiment/experimentFields.ts';
import { laneLabel } from '../../experiment/resolve.ts';
import { BACKEND_INFO, PATHS, type PathName } from '../../learner/backends.ts';
import type { BackendReport } from '../../protocol/payloads.ts';
import type { Appearance } from '../../ui/appearance.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Dialog.tsx';
import { Segments } from '../../ui/fields/ToggleField.tsx';
import panel from '../../ui/panel.module.css';
import { useClient, useLab } from '../state/labContext.ts';
import { HistoryButtons } from './History.tsx';
import css from './header.module.css';

const CODE_NAMES = { kernels: 'fused kernel', ops: 'automatic differentiation' } as const;

function pathName(path: PathName): string {
  const { code, backend } = PATHS[path];
  return `${CODE_NAMES[code]} (${BACKEND_INFO[backend].label})`;
}

function Logo() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M20.5 9a9 9 0 1 0 .4 5" />
      <path d="M15.8 10.4a4.2 4.2 0 1 0 .2 2.6" stroke="var(--lane-0)" />
    </svg>
  );
}

/** Which lanes run op by op and why, where the others run on the fused kernel. */
function MixedPaths({ report }: { report: BackendReport }) {
  const experiment = useLab((s) => s.experiment);
  const lines = report.opsReasons.flatMap((reason, lane) =>
    reason && experiment.lanes[lane] ? [`${laneLabel(experiment, lane)}: ${reason}`] : [],
  );
  return <p className={panel.soft}>Op by op: {lines.join(' ')}</p>;
}

function BackendBadge() {
  const client = useClient();
  const report = useLab((s) => s.backend);
  const wanted = useLab((s) => s.experiment.backend);
  const name = report ? BACKEND_INFO[report.backend].label : 'starting';
  const paths = report ? [...new Set(report.paths)].map(pathName) : [];
  const fused = report?.paths.some((path) => PATHS[path].code === 'kernels');
  return (
    <Popover
      label="Backend"
      trigger={
        <button type="button" className={`${buttonClass()} ${css.badge}`}>
          <span className="sr-only">Backend: </span>
          <i className={css.badgeDot} data-on={report !== null} />
          {name}
          {fused && <span className={panel.wide}> · fused kernel</span>}
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
        <p className={panel.soft}>{report?.reason ?? 'The training worker is starting.'}</p>
        {report?.device && <p className={panel.soft}>Device: {report.device}</p>}
        {paths.length > 0 && <p className={panel.soft}>Code: {paths.join(', ')}</p>}
        {paths.length > 1 && report && <MixedPaths report={report} />}
      </div>
    </Popover>
  );
}

export function Header({ appearance, onShare }: { appearance: Appearance; onShare: () => void }) {
  return (
    <header className={css.header}>
      <h1 className={css.logo}>
        <Logo />
        Innerloop
      </h1>
      <p className={css.tagline}>learning to learn, while you watch</p>
      <div className={css.spring} />
      <HistoryButtons />
      <BackendBadge />
      <Button
        look="ghost"
        iconOnly
        aria-label="Lecture mode"
        title="Lecture mode: larger text and strokes in figures"
        aria-pressed={appearance.lecture}
        className={css.pressable}
        onClick={() => appearance.setLecture(!appearance.lecture)}
      >
        <Presentation size={18} aria-hidden="true" />
      </Button>
      <Segments
        label="Theme"
        value={appearance.theme}
        choices={[
          { value: 'light', label: 'Light', icon: <Sun size={15} aria-hidden="true" /> },
          { value: 'dark', label: 'Dark', icon: <Moon size={15} aria-hidden="true" /> },
          { value: 'system', label: 'As the system', icon: <Monitor size={15} aria-hidden="true" /> },
        ]}
        onChange={appearance.setTheme}
      />
      <Button onClick={onShare} aria-label="Share">
        <Share2 size={15} aria-hidden="true" />
        <span className={panel.wide}>Share</span>
      </Button>
    </header>
  );
}
