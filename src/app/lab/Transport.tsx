// Transport: Run/Pause, Step, Reset, speed, and the training status that tests and people read.
import { Pause, Play, RotateCcw, StepForward } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LabSnapshot } from '../../client/types.ts';
import type { RunState } from '../../protocol/payloads.ts';
import { Button, type ButtonProps } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { formatCount, formatDuration, formatRate } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Notice.tsx';
import { Roving } from '../../ui/Roving.tsx';
import { needsData } from '../data/DataGate.tsx';
import { useClient, useLab } from '../state/labContext.ts';
import { BackendBadge } from './Backend.tsx';
import css from './dock.module.css';

const STATE_NAMES: Record<RunState, string> = {
  loading: 'Loading',
  idle: 'Ready',
  running: 'Training',
  paused: 'Paused',
  replaying: 'Replaying',
  error: 'Stopped by an error',
};

/** A family without its data is no error of the page's: the gate below says how to bring them. */
const waitsForData = (s: LabSnapshot) => s.state === 'error' && needsData(s.experiment);

const SPEEDS = [
  { value: 'full', label: 'Full speed' },
  { value: '100', label: '100 per second' },
  { value: '30', label: '30 per second' },
  { value: '10', label: '10 per second' },
  { value: '3', label: '3 per second' },
  { value: '1', label: '1 per second' },
];

export function Transport() {
  const client = useClient();
  const state = useLab((s) => s.state);
  const waits = useLab(waitsForData);
  const [speed, setSpeed] = useState('full');
  const running = state === 'running' || state === 'replaying';
  const blocked = state === 'loading' || state === 'error';
  const RunIcon = running ? Pause : Play;
  return (
    <Roving label="Training" className={css.transport}>
      <TransportButton
        look="primary"
        className={css.runButton}
        blocked={blocked}
        onClick={() => (running ? client.pause() : client.run())}
      >
        <RunIcon size={16} aria-hidden="true" />
        {running ? 'Pause' : 'Run'}
      </TransportButton>
      <TransportButton
        aria-label="Step"
        blocked={blocked || state === 'replaying'}
        onClick={() => client.step()}
      >
        <StepForward size={16} aria-hidden="true" />
        <span className={css.word}>Step</span>
      </TransportButton>
      <TransportButton
        look="ghost"
        aria-label="Reset"
        title="Back to iteration 0; Undo brings the run back"
        blocked={state === 'loading'}
        onClick={() => client.reset()}
      >
        <RotateCcw size={15} aria-hidden="true" />
        <span className={css.word}>Reset</span>
      </TransportButton>
      <div className={css.speed}>
        <SelectField
          label="Speed"
          hideLabel
          small
          value={speed}
          choices={SPEEDS}
          onChange={(next) => {
            setSpeed(next);
            client.setSpeed(next === 'full' ? null : Number(next));
          }}
        />
      </div>
      <Status />
      <Announcer state={state} waits={waits} />
    </Roving>
  );
}

/** What cannot be done at the moment says so and keeps the focus: Reset blocks itself while it loads. */
function TransportButton({ blocked, onClick, ...rest }: ButtonProps & { readonly blocked: boolean }) {
  return <Button {...rest} aria-disabled={blocked || undefined} onClick={blocked ? undefined : onClick} />;
}

/** Counters change many times a second: the live region is off, and changes of state are announced below. */
function Status() {
  const client = useClient();
  const state = useLab((s) => s.state);
  const waits = useLab(waitsForData);
  const iteration = useLab((s) => s.iteration);
  const rate = useLab((s) => s.iterationsPerSecond);
  const backend = useLab((s) => s.backend);
  const target = useLab((s) => s.replayTarget);
  const left = useLab((s) => s.replaySecondsLeft);
  const progress = useLab((s) => s.progress);
  const evaluating = useLab((s) => s.evaluating);
  const replaying = state === 'replaying' && target !== null;
  const moving = state === 'running' || replaying;
  return (
    <>
      <div
        role="status"
        aria-label="Training status"
        aria-live="off"
        className={css.status}
        data-iteration={iteration}
        data-state={state}
        data-backend={backend?.backend ?? ''}
      >
        <span className={css.count}>
          <b>{formatCount(iteration)}</b>{' '}
          {replaying ? (
            `of ${formatCount(target)}`
          ) : (
            <span className={css.unit}>{iteration === 1 ? 'iteration' : 'iterations'}</span>
          )}
        </span>
        <span className={css.detail}>
          <span className={css.state} data-state={waits ? 'idle' : state}>
            {waits ? 'Waits for data' : STATE_NAMES[state]}
            {evaluating !== null && `, testing: ${Math.round(100 * evaluating)} %`}
          </span>
          {moving && <span>{formatRate(rate)}/s</span>}
          {replaying && left !== null && <span>{formatDuration(left)} left</span>}
          <BackendBadge />
        </span>
        {progress && (
          <span className={css.progress}>
            {progress.label}
            <ProgressBar label={progress.label} fraction={progress.fraction} />
          </span>
        )}
      </div>
      {replaying && (
        <div className={css.replay}>
          <ProgressBar label="Replay" fraction={target > 0 ? iteration / target : 1} />
          <Button small onClick={() => client.cancelReplay()}>
            Cancel replay
          </Button>
        </div>
      )}
    </>
  );
}

function Announcer({ state, waits }: { state: RunState; waits: boolean }) {
  const client = useClient();
  const [text, setText] = useState('');
  useEffect(() => {
    setText(
      `${waits ? 'Waits for data' : STATE_NAMES[state]}, iteration ${formatCount(client.getSnapshot().iteration)}`,
    );
  }, [state, waits, client]);
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
