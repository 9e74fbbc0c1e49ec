// Values by key: IndexedDB in the browser, a map in tests.
import { createStore, del, entries, get, set } from 'idb-keyval';

/** Where the store keeps values; the browser's is IndexedDB, tests bring a map. */
export interface KeyValues {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  entries(): Promise<[string, unknown][]>;
}

export function indexedDb(database: string): KeyValues {
  const store = createStore(database, 'files');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    entries: () => entries<string, unknown>(store),
  };
}
