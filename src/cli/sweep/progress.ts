// The rows of a sweep's file, written in the order of its cells whatever the order in which they are done; and how far it
// is, on standard error.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { formatDuration } from '../../ui/format.ts';
import { prepareOutput } from '../shared/output.ts';
import { wholeCells } from './table.ts';

export interface RowFile {
  /** Cells that stand in the file already. */
  readonly done: number;
  /** Takes the rows of the cell at a place in the order; writes all that are due. */
  put(place: number, rows: string): void;
  /** A file that holds no cell, though there are some, is removed: another sweep may take its name. */
  close(): void;
}

/**
 * Opens a file for rows, with what an earlier run has written whole; the rest of it is cut off.
 * @throws where a file is there that is not this sweep's
 */
export function openRows(path: string, head: string, lanes: number, cells: number): RowFile {
  prepareOutput(path);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const mine = before.startsWith(head) || head.startsWith(before);
  const whole = wholeCells(before.slice(head.length), lanes);
  if (!mine || whole.cells > cells)
    throw new Error(
      `${path} is there and is not this sweep's (its first lines differ); name another file or remove it`,
    );
  const file = openSync(path, existsSync(path) ? 'r+' : 'w');
  const kept = before.length < head.length ? head : before.slice(0, head.length + whole.end);
  let at = writeSync(file, kept, 0);
  ftruncateSync(file, at);
  const waiting = new Map<number, string>();
  let due = whole.cells;
  return {
    done: whole.cells,
    put(place, rows) {
      waiting.set(place, rows);
      for (let text = waiting.get(due); text !== undefined; text = waiting.get(due)) {
        at += writeSync(file, text, at);
        waiting.delete(due++);
      }
    },
    close() {
      closeSync(file);
      if (due === 0 && cells > 0) rmSync(path);
    },
  };
}

/** Seconds between two lines of progress. */
const EVERY = 2;

/** Called with each cell that is done, by name; says now and then how many are, and how long the rest will take. */
export function progressLine(total: number, done: number, say: (line: string) => void, now: () => number) {
  const [started, before] = [now(), done];
  let said = Number.NEGATIVE_INFINITY;
  let count = done;
  return (name: string) => {
    count++;
    if (now() - said < EVERY * 1000 && count < total) return;
    said = now();
    const spent = (said - started) / 1000;
    const left = formatDuration((spent / (count - before)) * (total - count));
    say(
      `[${count}/${total}] ${name}; ${count < total ? `about ${left} left` : `done in ${formatDuration(spent)}`}`,
    );
  };
}
