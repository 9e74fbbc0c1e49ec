// Keeps the browser's list of entries in step with the page's own: every new run is an entry, undo and redo move
// along it, and Back and Forward do the same as they. An entry carries its place, also over a reload.
import type { LabClient } from '../../client/types.ts';
import type { Arrival, RunHistory } from '../state/runHistory.ts';

export interface BrowserPorts {
  /** `history.state` */
  readonly state: () => unknown;
  readonly push: (state: unknown, hash: string) => void;
  readonly replace: (state: unknown, hash: string) => void;
  readonly go: (delta: number) => void;
  /** Calls back after so many milliseconds; returns how to cancel. */
  readonly later: (callback: () => void, milliseconds: number) => () => void;
  /** False in a frame of another page, whose Back button is not ours. */
  readonly ownsHistory: boolean;
}

/** What the page says about its link. */
export interface LinkPorts {
  readonly encode: () => string;
  /** Opens what the address says, in the place of the run. */
  readonly open: (client: LabClient) => void;
  /** Writes what is pending to the address. */
  readonly flush: () => void;
  /** The address is right as it is. */
  readonly adopt: () => void;
  readonly changed: () => void;
}

export interface BrowserPlaces {
  /** Writes the hash of the run that is shown; false while the browser is on its way to its entry. */
  write(hash: string): boolean;
  /** On `popstate`. */
  traversed(): void;
  /** Opens a link that was typed into the address: the browser has made an entry for it already. */
  typed(): void;
  dispose(): void;
}

/** A move along the list that has not arrived after so long will not, in milliseconds. */
const LOST = 1500;

function placeIn(state: unknown): number | null {
  const place = (state as { place?: unknown } | null)?.place;
  return typeof place === 'number' ? place : null;
}

class Places implements BrowserPlaces {
  /** Where the browser is, as far as is known. */
  private at: number;
  /** Cancels waiting for a move of our own; null: none is under way. */
  private onTheWay: (() => void) | null = null;
  /** The browser has moved already, or has made the entry. */
  private following = false;
  /** The run that is shown is no longer, or not yet, that of the address. */
  private leaving = false;
  /** A new run waits for the browser to arrive. */
  private waits = false;
  private readonly end: () => void;

  constructor(
    private readonly history: RunHistory,
    private readonly browser: BrowserPorts,
    private readonly link: LinkPorts,
  ) {
    this.at = placeIn(browser.state()) ?? 0;
    this.end = history.begin(this.at, {
      leaving: () => {
        if (!this.following && !this.onTheWay) link.flush();
        this.leaving = true;
      },
      arrived: (arrival) => {
        this.leaving = false;
        if (!this.following) this.arrived(arrival);
      },
    });
  }

  private arrived(arrival: Arrival): void {
    if (!this.browser.ownsHistory || arrival === 'same') this.link.changed();
    else if (arrival === 'known') {
      if (!this.onTheWay) this.setOut();
    } else if (this.onTheWay) this.waits = true;
    else this.push();
  }

  private push(): void {
    this.waits = false;
    this.at = this.history.place;
    this.browser.push({ place: this.at }, this.link.encode());
    this.link.adopt();
  }

  private setOut(): void {
    const { browser, history } = this;
    this.onTheWay = browser.later(() => {
      // There is no such entry: the run that is shown takes the place of this one.
      this.at = history.place;
      this.land();
    }, LOST);
    browser.go(history.place - this.at);
  }

  private land(): void {
    this.onTheWay?.();
    this.onTheWay = null;
    if (this.waits) this.push();
    else if (this.at !== this.history.place) this.setOut();
    else this.settle();
  }

  private settle(): void {
    this.link.adopt();
    this.link.changed();
  }

  private follow(act: () => void): void {
    this.following = true;
    act();
    this.following = false;
    this.settle();
  }

  write(hash: string): boolean {
    if (this.onTheWay || this.leaving) return false;
    this.browser.replace({ place: this.at }, hash);
    return true;
  }

  traversed = () => {
    const place = placeIn(this.browser.state());
    if (place === null) return;
    this.at = place;
    if (this.onTheWay) this.land();
    else
      this.follow(() => {
        if (!this.history.goTo(place)) this.history.openAt(place, this.link.open);
      });
  };

  typed(): void {
    this.follow(() => {
      this.link.open(this.history.client);
      this.at = this.history.place;
      // The entry has no place of its own yet.
      this.write(this.link.encode());
    });
  }

  dispose(): void {
    this.onTheWay?.();
    this.end();
  }
}

export function createBrowserPlaces(
  history: RunHistory,
  browser: BrowserPorts,
  link: LinkPorts,
): BrowserPlaces {
  return new Places(history, browser, link);
}
