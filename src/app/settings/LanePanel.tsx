// "Algorithms": one card per lane with its four switches, its test loss, its own values, and why it stopped.
import { Menu } from '@base-ui/react/menu';
import { Plus, SlidersHorizontal, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { laneStyle } from '../../charts/core/laneStyle.ts';
import { baselineEntries } from '../../experiment/axes/baseline.ts';
import { curvatureEntries } from '../../experiment/axes/curvature.ts';
import type { AxisEntry } from '../../experiment/axes/entry.ts';
import { AXES, type Axis, LANE_FIELDS } from '../../experiment/axes/laneFields.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { FIELDS, fieldApplies } from '../../experiment/fieldTable.ts';
import { type Experiment, type LaneField, type LaneSettings, PRESET_IDS } from '../../experiment/types.ts';
import { laneProblems, laneRemarks, unavailable } from '../../experiment/validity.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import controls from '../../ui/controls.module.css';
import { Popover } from '../../ui/Dialog.tsx';
import { type Choice, SelectField } from '../../ui/fields/SelectField.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { formatCount, formatLoss, formatSetting } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { addLane, MOST_LANES } from '../state/commands.ts';
import { useLab, useSlowLab } from '../state/labContext.ts';
import { type Change, useChange, useCurrentSettings } from '../state/useExperiment.ts';
import { useView } from '../state/viewState.ts';
import { TermHint } from '../terms/TermHint.tsx';
import { FieldControl, type FieldValue, STARTS_OVER } from './FieldControl.tsx';
import { drawRemarks } from './fairDraws.ts';
import css from './settings.module.css';
import { sharedDraws } from './sharedDraws.ts';

const SWITCHES = ['curvature', 'adapted', 'weighting', 'network'] as const satisfies readonly Axis[];
type Switch = (typeof SWITCHES)[number];

export function LanePanel() {
  const { experiment, names, lanes } = useCurrentSettings();
  const change = useChange();
  return (
    <section className={`${panel.card} ${css.lanes}`} aria-label="Algorithms">
      <h2 className={panel.cardTitle}>
        Algorithms <small>{sharedDraws(lanes)}</small>
      </h2>
      <FairDraws experiment={experiment} names={names} lanes={lanes} change={change} />
      {experiment.lanes.map((_, index) => (
        <LaneCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
          key={index}
          index={index}
          name={names[index]}
          experiment={experiment}
          settings={lanes[index]}
          change={change}
        />
      ))}
      <AddMenu experiment={experiment} change={change} />
    </section>
  );
}

interface FairDrawsProps {
  readonly experiment: Experiment;
  readonly names: readonly string[];
  readonly lanes: readonly LaneSettings[];
  readonly change: Change;
}

/** What one lane's settings do to the comparison with the others, and the same for all of them. */
function FairDraws({ experiment, names, lanes, change }: FairDrawsProps) {
  return drawRemarks(experiment, lanes, names).map(({ text, offer }) => (
    <div key={text} className={css.fair} role="note">
      <p>
        <Subscripts text={text} />
      </p>
      {offer && (
        <Button
          small
          className={css.fairOffer}
          title="All lanes start over on the same tasks; Undo brings this run back"
          onClick={() => change.load(offer.toAll(experiment))}
        >
          <Subscripts text={offer.label} />
        </Button>
      )}
    </div>
  ));
}

interface LaneCardProps {
  readonly index: number;
  readonly name: string;
  readonly experiment: Experiment;
  readonly settings: LaneSettings;
  readonly change: Change;
}

const LaneCard = memo(function LaneCard({ index, name, experiment, settings, change }: LaneCardProps) {
  const stop = useLab((s) => s.stops[index] ?? null);
  const selected = useView((s) => s.lane === index);
  const setView = useView((s) => s.set);
  const lane = experiment.lanes[index];
  const preset = PRESETS[lane.preset];
  const problems = laneProblems(experiment, index);
  const remarks = laneRemarks(experiment, index);
  const own = (Object.entries(lane.overrides) as [LaneField, number | string][]).filter(
    ([field]) => !SWITCHES.includes(field as Switch),
  );
  const { color, dash } = laneStyle(index);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings form layout that a card does not want
    <div role="group" aria-label={name} className={css.lane} data-selected={selected}>
      <div className={css.laneHead}>
        <button
          type="button"
          className={css.laneSelect}
          aria-pressed={selected}
          title={selected ? undefined : preset.summary}
          onClick={() => setView({ lane: index })}
        >
          <svg width="22" height="12" aria-hidden="true" className={css.laneMark}>
            <line x1="1" x2="21" y1="6" y2="6" stroke={color} strokeWidth="4" strokeDasharray={dash} />
          </svg>
          <span className={css.laneName}>
            <Subscripts text={name} />
          </span>
        </button>
        {!selected && <RemoveLane index={index} name={name} experiment={experiment} change={change} />}
        <LaneLoss index={index} />
      </div>
      {selected && (
        <>
          <p className={css.laneSummary}>
            {preset.summary} <TermHint algorithm={lane.preset} />
          </p>
          <Switches index={index} experiment={experiment} settings={settings} change={change} />
          <div className={css.laneTools}>
            <OwnValues
              index={index}
              name={name}
              experiment={experiment}
              settings={settings}
              change={change}
            />
            <RemoveLane index={index} name={name} experiment={experiment} change={change} />
          </div>
        </>
      )}
      {own.length > 0 && (
        <p className={css.ownList}>
          own:{' '}
          <Subscripts
            text={own
              .map(([field, value]) => {
                const text = typeof value === 'number' ? formatSetting(value) : value;
                return `${FIELDS[field].symbol || FIELDS[field].label} ${text}`;
              })
              .join(', ')}
          />
        </p>
      )}
      {stop && (
        <p className={css.stopped} role="alert">
          {stop.refused ? 'Not running.' : `Stopped at iteration ${formatCount(stop.iteration)}.`}{' '}
          {stop.reason}
        </p>
      )}
      {!stop &&
        problems.map((notice) => (
          <p key={notice.message} className={css.stopped} role="alert">
            {notice.message}
          </p>
        ))}
      {remarks.map((notice) => (
        <p key={notice.message} className={css.remark}>
          {notice.message}
        </p>
      ))}
    </div>
  );
});

type LaneProps = Omit<LaneCardProps, 'settings'>;

function RemoveLane({ index, name, experiment, change }: LaneProps) {
  const setView = useView((s) => s.set);
  const only = experiment.lanes.length <= 1;
  return (
    <Button
      look="ghost"
      small
      iconOnly
      className={css.removeLane}
      aria-label="Remove"
      title={only ? 'An experiment needs at least one lane' : `Remove ${name}`}
      disabled={only}
      onClick={() => {
        setView({ lane: 0 });
        change.removeLane(index);
      }}
    >
      <Trash2 size={14} aria-hidden="true" />
    </Button>
  );
}

/** The lane's four switches; a dropped term is struck through. */
function Switches({ index, experiment, settings, change }: Omit<LaneCardProps, 'name'>) {
  const { chip } = curvatureEntries[settings.curvature];
  return (
    <div className={css.switches}>
      {SWITCHES.map((field) => (
        <SelectField
          key={field}
          label={FIELDS[field].label}
          hideLabel
          chip
          value={String(settings[field])}
          display={field === 'curvature' ? chip.text : undefined}
          dropped={field === 'curvature' && chip.dropped && baselineEntries[settings.baseline].differentiates}
          note={FIELDS[field].live ? undefined : STARTS_OVER}
          choices={switchChoices(experiment, index, field, settings)}
          onChange={(value) => change.lane(index, field, value as LaneSettings[typeof field])}
        />
      ))}
    </div>
  );
}

function switchChoices(
  experiment: Experiment,
  index: number,
  field: Switch,
  settings: LaneSettings,
): Choice<string>[] {
  return Object.entries<AxisEntry>(AXES[field]).map(([value, { short, hint }]) => {
    const reason = unavailable(experiment, index, field, value as LaneSettings[Switch]);
    const current = value === settings[field];
    return {
      value,
      label: short,
      hint: reason ?? hint,
      disabled: reason !== null && !current,
    };
  });
}

/** The latest test loss, or accuracy where there is one. */
function LaneLoss({ index }: { index: number }) {
  const text = useSlowLab((snapshot) => {
    const metrics = snapshot.series[index]?.evaluation.metrics;
    const loss = metrics?.testLoss.at(-1) ?? Number.NaN;
    const accuracy = metrics?.testAccuracy.at(-1) ?? Number.NaN;
    return Number.isFinite(accuracy) ? `${(accuracy * 100).toFixed(1)} %` : formatLoss(loss);
  });
  return (
    <output className={css.laneLoss} aria-live="off" aria-label="Test result" title="test loss, or accuracy">
      {text}
    </output>
  );
}

/** Own values of one lane: empty entries take the shared value. */
function OwnValues({ index, name, experiment, settings, change }: LaneCardProps) {
  const lane = experiment.lanes[index];
  const fields = LANE_FIELDS.filter(
    (field): field is LaneField =>
      !SWITCHES.includes(field as Switch) && fieldApplies(field, experiment.task, settings),
  );
  return (
    <Popover
      label={`Own values of ${name}`}
      trigger={
        <button
          type="button"
          className={buttonClass('ghost', true)}
          aria-label="Own values"
          title="Values of this lane alone"
        >
          <SlidersHorizontal size={14} aria-hidden="true" />
          own values
        </button>
      }
    >
      <strong>{name}: own values</strong>
      <p className={panel.soft}>What is left empty follows the shared settings.</p>
      <div className={css.fields}>
        {fields.map((field) => (
          <FieldControl
            key={field}
            name={field}
            family={experiment.task}
            label={`${FIELDS[field].label} of ${name}`}
            value={settings[field] as FieldValue}
            inherited={
              lane.overrides[field] === undefined && PRESETS[lane.preset].settings[field] === undefined
            }
            unavailable={(value) => unavailable(experiment, index, field, value as LaneSettings[LaneField])}
            onChange={(value) => change.lane(index, field, value as LaneSettings[LaneField])}
            onClear={() => change.lane(index, field, undefined)}
          />
        ))}
      </div>
    </Popover>
  );
}

function AddMenu({ experiment, change }: { experiment: Experiment; change: Change }) {
  const full = experiment.lanes.length >= MOST_LANES;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className={`${buttonClass()} ${css.addButton}`}
        aria-label="Add algorithm"
        disabled={full}
        title={full ? `An experiment has at most ${MOST_LANES} lanes` : undefined}
      >
        <Plus size={16} aria-hidden="true" />
        Add algorithm
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={controls.popupLayer} sideOffset={4}>
          <Menu.Popup className={controls.popup}>
            <p className={controls.popupNote}>
              All lanes start over together, on the same tasks. Undo brings the run back.
            </p>
            {PRESET_IDS.map((id) => (
              <Menu.Item
                key={id}
                className={`${controls.item} ${controls.plainItem}`}
                aria-label={PRESETS[id].label}
                onClick={() => change.load(addLane(experiment, id))}
              >
                <span>
                  {PRESETS[id].label}
                  <small>{PRESETS[id].summary}</small>
                </span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
