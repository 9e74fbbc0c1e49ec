// Undo and redo. An entry is a run with its curves; going to another entry puts the run that is left aside as it
// stands. Within an entry live changes are steps of their own. Entries have places, which are those of the browser.
import { bytesOf, lightened } from '../../client/savedRun.ts';
import type { LabClient, SavedRun } from '../../client/types.ts';
import { encodeLink } from '../../experiment/link/link.ts';
import type { Experiment } from '../../experiment/types.ts';
import { formatCount } from '../../ui/format.ts';
import { changeText, taskSetText } from './changeText.ts';
import { joined, type LiveStep, liveText, redoLive, undoLive, valueBefore } from './liveSteps.ts';

/** What is said after a change that cost something, with the way back. */
export interface HistoryMessage {
  readonly text: string;
  readonly offers: 'undo' | 'redo';
}

export interface HistoryState {
  /** What would be undone or redone, in words; null: nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly message: HistoryMessage | null;
}

/** What the history needs beside the client. `View`: how the run is looked at, kept with it. */
export interface HistoryPorts<View> {
  readonly view: () => View;
  readonly show: (view: View) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** The place where the page then is: a new one, another known one, or the same as before. */
export type Arrival = 'new' | 'known' | 'same';

/** Told when the run is about to be replaced, and after that. */
export interface PlaceListener {
  leaving(): void;
  arrived(at: Arrival): void;
}

export interface RunHistory {
  /** The client, each of whose changes of the experiment is recorded. */
  readonly client: LabClient;
  readonly place: number;
  getState(): HistoryState;
  subscribe(listener: () => void): () => void;
  undo(): void;
  redo(): void;
  dismissMessage(): void;
  /** Goes to the entry of a place; false where there is none. */
  goTo(place: number): boolean;
  /** Opens something else as the entry of a place that is not known (from before a reload, or a link typed in). */
  openAt(place: number, open: (client: LabClient) => void): void;
  /** Where the first entry is, before anything is recorded. */
  begin(place: number, listener: PlaceListener): () => void;
}

interface Moment<View> {
  readonly run: SavedRun;
  readonly view: View;
}

interface Entry<View> {
  readonly place: number;
  /** What led here from the entry before. */
  readonly label: string;
  /** Null for the one that is shown: it is in the client. */
  moment: Moment<View> | null;
  past: LiveStep[];
  future: LiveStep[];
}

const MOST_ENTRIES = 50;
/** Bytes of runs put aside; beyond it the oldest give up their arrays and are replayed. */
const MOST_BYTES = 256e6;

const settingsOf = (experiment: Experiment) => encodeLink({ ...experiment, figures: [] });

class Recorder<View> implements RunHistory {
  readonly client: LabClient;
  private entries: Entry<View>[] = [{ place: 0, label: '', moment: null, past: [], future: [] }];
  private at = 0;
  private message: HistoryMessage | null = null;
  private state: HistoryState = { undo: null, redo: null, message: null };
  private readonly listeners = new Set<() => void>();
  private places: PlaceListener | null = null;

  constructor(
    private readonly lab: LabClient,
    private readonly ports: HistoryPorts<View>,
  ) {
    this.client = {
      ...lab,
      load: (experiment, notices) => this.replaced(() => lab.load(experiment, notices)),
      restore: (run) => this.replaced(() => lab.restore(run)),
      reset: () => this.replaced(() => lab.reset()),
      run: () => this.goesOn(() => lab.run()),
      step: () => this.goesOn(() => lab.step()),
      edit: (lane, field, value) => this.edited(lane, field, value),
      setBackend: (backend) => {
        const before = lab.getSnapshot().experiment;
        lab.setBackend(backend);
        if (backend !== before.backend)
          this.step(before, [{ kind: 'backend', from: before.backend, to: backend }]);
      },
    };
  }

  get place() {
    return this.entries[this.at].place;
  }

  getState = () => this.state;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  begin(place: number, listener: PlaceListener) {
    this.entries = [{ ...this.entries[this.at], place }];
    this.at = 0;
    this.places = listener;
    return () => {
      this.places = null;
    };
  }

  /** Runs an action that may put another run in the place of this one. */
  private replaced(act: () => void): void {
    const left = this.leave();
    act();
    this.enter(left);
  }

  /** Who trains on has seen what was said; "Undo" stays in the header. */
  private goesOn(act: () => void): void {
    this.dismissMessage();
    act();
  }

  private leave(): Moment<View> {
    this.places?.leaving();
    return { run: this.lab.save(), view: this.ports.view() };
  }

  /** Makes the client's run an entry behind the one that was left, unless it is the same run. */
  private enter(left: Moment<View>): void {
    const { experiment, iteration } = this.lab.getSnapshot();
    const before = left.run;
    if (before.iteration === 0 && settingsOf(before.experiment) === settingsOf(experiment)) {
      this.places?.arrived('same');
      return;
    }
    const label = changeText(before.experiment, experiment);
    const place = this.place + 1;
    this.entries[this.at].moment = left;
    const kept = this.entries.slice(0, this.at + 1);
    this.entries = [...kept, { place, label, moment: null, past: [], future: [] }].slice(-MOST_ENTRIES);
    this.at = this.entries.length - 1;
    this.lighten();
    const tasks = taskSetText(before.experiment, experiment);
    const fewer = experiment.lanes.length < before.experiment.lanes.length;
    // A run that is kept goes on from its last checkpoint, a little before where it was left.
    if (iteration === 0 && before.iteration > experiment.iter) {
      const iterations = `${formatCount(before.iteration)} iterations`;
      this.say(`${label}.${tasks} Training starts over; Undo brings back the ${iterations}.`, 'undo');
    } else this.say(fewer || tasks ? `${label}.${tasks}` : null, 'undo');
    this.places?.arrived('new');
  }

  /** The oldest runs give up their arrays where all together need too much memory. */
  private lighten(): void {
    let bytes = 0;
    for (const entry of [...this.entries].reverse()) {
      if (!entry.moment) continue;
      bytes += bytesOf(entry.moment.run);
      if (bytes > MOST_BYTES) entry.moment = { ...entry.moment, run: lightened(entry.moment.run) };
    }
  }

  private edited: LabClient['edit'] = (lane, field, value) => {
    const { lab } = this;
    const { experiment, state } = lab.getSnapshot();
    const left = { run: lab.save(), view: this.ports.view() };
    lab.edit(lane, field, value);
    // A lane that never began starts all of them over.
    if (lab.getSnapshot().state === 'loading' && state !== 'loading') return this.enter(left);
    const from = valueBefore(experiment, lane, field);
    if (from !== value) this.step(experiment, [{ kind: 'field', lane, field, from, to: value }]);
  };

  private step(before: Experiment, changes: LiveStep['changes']): void {
    const entry = this.entries[this.at];
    const { iteration } = this.lab.getSnapshot();
    const step: LiveStep = { changes, before, iteration, at: this.ports.now() };
    const both = joined(entry.past.at(-1), step);
    entry.past = both ? [...entry.past.slice(0, -1), both] : [...entry.past, step];
    entry.future = [];
    // What was ahead led on from a run that has changed.
    this.entries = this.entries.slice(0, this.at + 1);
    this.say(null, 'undo');
  }

  undo(): void {
    const entry = this.entries[this.at];
    const step = entry.past.pop();
    if (step) {
      entry.future = [step, ...entry.future];
      undoLive(this.lab, step);
      this.say(`Undone: ${liveText(step)}.`, 'redo');
    } else if (this.at > 0) this.moveTo(this.at - 1);
  }

  redo(): void {
    const entry = this.entries[this.at];
    const [step, ...rest] = entry.future;
    if (step) {
      entry.future = rest;
      entry.past = [...entry.past, step];
      redoLive(this.lab, step);
      this.say(`Redone: ${liveText(step)}.`, 'undo');
    } else if (this.at < this.entries.length - 1) this.moveTo(this.at + 1);
  }

  goTo(place: number): boolean {
    const to = this.entries.findIndex((entry) => entry.place === place);
    if (to >= 0 && to !== this.at) this.moveTo(to);
    return to >= 0;
  }

  private moveTo(to: number): void {
    const { moment } = this.entries[to];
    if (!moment) return;
    const back = to < this.at;
    const label = this.entries[back ? to + 1 : to].label;
    this.entries[this.at].moment = this.leave();
    this.at = to;
    this.entries[to].moment = null;
    this.lab.restore(moment.run);
    this.ports.show(moment.view);
    this.say(`${back ? 'Undone' : 'Redone'}: ${label}.`, back ? 'redo' : 'undo');
    this.places?.arrived('known');
  }

  openAt(place: number, open: (client: LabClient) => void): void {
    this.entries[this.at].moment = this.leave();
    const before = this.entries.filter((entry) => entry.place < place);
    const behind = this.entries.filter((entry) => entry.place > place);
    const current = this.lab.getSnapshot().experiment;
    open(this.lab);
    const label = changeText(current, this.lab.getSnapshot().experiment, 'Another link');
    this.entries = [...before, { place, label, moment: null, past: [], future: [] }, ...behind];
    this.at = before.length;
    this.say(`${label}.`, this.at > 0 ? 'undo' : 'redo');
    this.places?.arrived('known');
  }

  dismissMessage(): void {
    if (this.message) this.say(null, 'undo');
  }

  private say(text: string | null, offers: HistoryMessage['offers']): void {
    this.message = text === null ? null : { text, offers };
    const { past, future, label } = this.entries[this.at];
    const before = past.at(-1);
    const [after] = future;
    const next = this.entries[this.at + 1];
    this.state = {
      undo: before ? liveText(before) : this.at > 0 ? label : null,
      redo: after ? liveText(after) : (next?.label ?? null),
      message: this.message,
    };
    for (const listener of [...this.listeners]) listener();
  }
}

export function createRunHistory<View>(lab: LabClient, ports: HistoryPorts<View>): RunHistory {
  return new Recorder(lab, ports);
}
