// Stored results beside the page: the index of all, and the curves of one. Absent where a host does not have them.
import { useEffect, useState } from 'react';
import type { ResultIndex, StoredResult } from '../../lessons/results/stored.ts';

/** Null: there is none, or it cannot be read. */
async function fetched<T>(file: string): Promise<T | null> {
  try {
    const response = await fetch(new URL(`results/${file}`, document.baseURI));
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return response.ok && isJson ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

type Asked<T> = { readonly state: 'waiting' } | { readonly state: 'there'; readonly value: T | null };

function useFile<T>(file: string | null): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ state: 'waiting' });
  useEffect(() => {
    let wanted = true;
    setAsked({ state: 'waiting' });
    if (file) void fetched<T>(file).then((value) => wanted && setAsked({ state: 'there', value }));
    return () => {
      wanted = false;
    };
  }, [file]);
  return asked;
}

/** All claims with their spread; asked for once `wanted`. */
export const useResultIndex = (wanted: boolean) => useFile<ResultIndex>(wanted ? 'index.json' : null);

/** The runs of one reproduction; null while they come, and where there are none. */
export function useStoredResult(name: string | null): StoredResult | null {
  const asked = useFile<StoredResult>(name && `${name}.json`);
  return asked.state === 'there' ? asked.value : null;
}
