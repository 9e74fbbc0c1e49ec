// Transport: Run/Pause, Step, Reset, speed, and the training status that tests and people read.
import { Toolbar as BaseToolbar } from '@base-ui/react/toolbar';
import { Pause, Play, RotateCcw, StepForward } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';

import type { LabSnapshot } from '../../client/types.ts';
import { BACKEND_INFO } from '../../learner/backends.ts';
import type { RunState } from '../../protocol/payloads.ts';

import { Button, type ButtonProps } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { formatCount, formatDuration, formatRate } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/Notice.tsx';
import panel from '../../ui/panel.module.css';
import { needsData } from '../data/DataGate.tsx';
import { useClient, useLab } from '../state/labContext.ts';
import css from './toolbar.module.css';

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

/** `children`: what belongs to the run but not to its transport (task family, figures). */
export function Toolbar({ children }: { children?: ReactNode }) {
  const client = useClient();
  const state = useLab((s) => s.state);
  const waits = useLab(waitsForData);
  const [speed, setSpeed] = useState('full');
  const running = state === 'running' || state === 'replaying';
  const blocked = state === 'loading' || state === 'error';

  return (
    <div className={css.top}>
      <BaseToolbar.Root aria-label="Training" className={css.bar}>
        <div className={css.transport}>
          <TransportButton
            look="primary"
            className={css.runButton}
            disabled={blocked}
            onClick={() => (running ? client.pause() : client.run())}
          >
            {running ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
            {running ? 'Pause' : 'Run'}
          </TransportButton>
          <TransportButton disabled={blocked || state === 'replaying'} onClick={() => client.step()}>
            <StepForward size={16} aria-hidden="true" />
            Step
          </TransportButton>
          <TransportButton disabled={state === 'loading'} onClick={() => client.reset()}>
            <RotateCcw size={15} aria-hidden="true" />
            Reset
          </TransportButton>
          <SelectField
            label="Speed"
            hideLabel
            value={speed}
            choices={SPEEDS}
            onChange={(next) => {
              setSpeed(next);
              client.setSpeed(next === 'full' ? null : Number(next));
            }}
          />
        </div>
        <Status />
      </BaseToolbar.Root>
      <div className={css.context}>{children}</div>
      <Announcer state={state} waits={waits} />
    </div>
  );
}

/** Arrow keys move between the transport's buttons. */
function TransportButton(props: ButtonProps) {
  const { disabled, ...rest } = props;
  return (
    <BaseToolbar.Button disabled={disabled} focusableWhenDisabled={false} render={<Button {...rest} />} />
  );
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
        <span className={css.state} data-state={state}>
          {waits ? 'Waits for data' : STATE_NAMES[state]}
          {evaluating !== null && `, testing: ${Math.round(100 * evaluating)} %`}
        </span>
        <span>
          Iteration <b>{formatCount(iteration)}</b>
          {replaying && <> of {formatCount(target)}</>}
        </span>
        {(state === 'running' || replaying) && (
          <span>
            <b>{formatRate(rate)}</b>/s
          </span>
        )}
        {backend && <span className={panel.wide}>{BACKEND_INFO[backend.backend].label}</span>}
        {replaying && left !== null && <span>{formatDuration(left)} left</span>}
        {progress && (
          <span className={css.progress}>
            {progress.label}
            <ProgressBar label={progress.label} fraction={progress.fraction} />
          </span>
        )}
      </div>
      {replaying && (
        <>
          <div className={css.replayBar}>
            <ProgressBar label="Replay" fraction={target > 0 ? iteration / target : 1} />
          </div>
          <Button small onClick={() => client.cancelReplay()}>
            Cancel replay
          </Button>
        </>
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
