// What the project has set itself: each workload against a peer, an earlier checkout or another way of ours, as a ratio
// at most. What cannot be measured here is said, with what it lacks.
import { availableParallelism } from 'node:os';
import type { Browser } from '@playwright/test';
import { messageOf } from '../../text/sentences.ts';
import {
  builtIn,
  type Comparison,
  type Contender,
  compare,
  headless,
  memory,
  OWN_CHECKOUT,
  ours,
  page,
} from './contenders.ts';
import { builtPage, PAGE_WORKLOADS } from './pageRate.ts';
import { type PeerName, type PeerPlace, startPeer } from './peers.ts';

export interface BoundContext {
  readonly browser: Browser | null;
  readonly peers: PeerPlace | null;
  /** An earlier checkout with what it depends on installed. */
  readonly before: string | null;
  /** Of one turn. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

type Pair = readonly [Contender, Contender];

interface Bound {
  readonly workload: string;
  readonly against: string;
  readonly atMost: number;
  readonly turns: number;
  /** @throws where one of both cannot run here */
  readonly pair: (context: BoundContext) => Promise<Pair>;
}

export interface BoundRow extends Partial<Comparison> {
  readonly workload: string;
  readonly against: string;
  readonly atMost: number;
  /** Null: not measured. */
  readonly holds: boolean | null;
  /** Why it was not measured, or empty. */
  readonly reason: string;
}

const TURNS = 5;

function againstPeer(workload: string, peer: PeerName, atMost: number): Bound {
  return {
    workload,
    against: `${peer}, one thread`,
    atMost,
    turns: TURNS,
    pair: async ({ peers }) => {
      const other = await startPeer(peer, peers, workload);
      return [await ours(workload, 'kernel-wasm'), other];
    },
  };
}

function checkout({ before }: BoundContext): string {
  if (!before) throw new Error('--before names no earlier checkout');
  return before;
}

const CNN = 'omniglot-cnn-5w1s';
/** 16 agents on a ring, five tasks each; evaluated at its end alone. */
const RING_ITERATIONS = 400;
const RING = `#v=1&batch=5&lanes=dif-maml;agents=16;graph=ring&eval=${RING_ITERATIONS}&evaltasks=10`;

export const BOUNDS: readonly Bound[] = [
  againstPeer(CNN, 'PyTorch looped', 0.75),
  {
    workload: `${CNN}, two threads`,
    against: 'one thread',
    atMost: 0.62,
    turns: TURNS,
    pair: async () => {
      if (availableParallelism() < 2) throw new Error('this machine has one core');
      return [await ours(CNN, 'kernel-wasm', 2), await ours(CNN, 'kernel-wasm', 1)];
    },
  },
  {
    workload: `${CNN}, memory`,
    against: 'op path',
    atMost: 0.25,
    turns: 1,
    pair: async () => [memory(CNN, 'kernel-wasm'), memory(CNN, 'ops-wasm')],
  },
  againstPeer('sinusoid-n1', 'NumPy', 0.45),
  againstPeer('sinusoid-n5', 'NumPy', 0.58),
  againstPeer('sinusoid-n1', 'native C++', 1.5),
  againstPeer('sinusoid-n5', 'native C++', 1.5),
  againstPeer('five-way-images-n5', 'functorch', 0.15),
  {
    workload: 'page-default',
    against: 'earlier checkout',
    atMost: 0.7,
    turns: 3,
    pair: async (context) => {
      const { browser, log } = context;
      const before = checkout(context);
      if (!browser) throw new Error('there is no Chromium');
      const link = PAGE_WORKLOADS['page-default'];
      return [page(browser, await builtPage(log), link), page(browser, builtIn(before), link)];
    },
  },
  {
    workload: '16 agents on a ring, 5 tasks each',
    against: 'earlier checkout',
    atMost: 0.7,
    turns: 3,
    pair: async (context) => [
      headless(OWN_CHECKOUT, RING, RING_ITERATIONS),
      headless(checkout(context), RING, RING_ITERATIONS),
    ],
  },
];

/** Measures a bound, both sides in turns. */
export async function checkBound(
  { workload, against, atMost, turns, pair }: Bound,
  context: BoundContext,
): Promise<BoundRow> {
  const named = { workload, against, atMost };
  let both: Pair | null = null;
  try {
    both = await pair(context);
    const found = await compare(...both, context.seconds, turns);
    return { ...named, ...found, holds: found.ratio <= atMost, reason: '' };
  } catch (error) {
    return { ...named, holds: null, reason: messageOf(error) };
  } finally {
    for (const one of both ?? []) one.close();
  }
}
