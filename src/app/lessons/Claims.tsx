// The claims of a step, decided by the run as it goes: what was measured, what was predicted, and what to do where
// they differ.
import { Check, Ellipsis, X } from 'lucide-react';
import type { Evidence } from '../../lessons/evidence.ts';
import { type Claim, type Step, type Verdict, verdictOf } from '../../lessons/lesson.ts';
import { type ClaimSummary, holdsText, type StoredResult, summaryOf } from '../../lessons/results/stored.ts';
import { Cited } from '../terms/Cited.tsx';
import css from './lessons.module.css';

interface ClaimsProps {
  readonly step: Step;
  readonly evidence: Evidence;
  /** Runs of this step that are stored beside the page; null also before the prediction, which they would spoil. */
  readonly stored: StoredResult | null;
}

export function Claims({ step, evidence, stored }: ClaimsProps) {
  return (
    <section>
      <h3 className={css.part} id="lesson-claims">
        Claims, checked on this run
      </h3>
      <ul className={css.claims} aria-label="Claims">
        {step.claims.map((claim) => (
          <ClaimItem
            key={claim.id}
            claim={claim}
            verdict={verdictOf(step, claim, evidence)}
            stored={stored && summaryOf(stored, claim.id)}
          />
        ))}
      </ul>
    </section>
  );
}

const STATES = {
  true: { icon: Check, word: 'Holds' },
  false: { icon: X, word: 'Does not hold' },
  pending: { icon: Ellipsis, word: 'Not decided yet' },
} as const;

interface ClaimItemProps {
  readonly claim: Claim;
  readonly verdict: Verdict | null;
  readonly stored: ClaimSummary | null;
}

function ClaimItem({ claim, verdict, stored }: ClaimItemProps) {
  const state = verdict === null ? 'pending' : verdict.holds ? 'true' : 'false';
  const { icon: Icon, word } = STATES[state];
  return (
    <li data-holds={state} data-claim={claim.id}>
      <Icon size={16} role="img" aria-label={word} />
      <div>
        {claim.says}
        {verdict && <span className={css.predicted}> (predicted: {verdict.predicted})</span>}
        {claim.where && (
          <div className={css.where}>
            <Cited text={claim.where} />
          </div>
        )}
        {stored && <div className={css.where}>In stored runs: {holdsText(stored)}</div>}
        {state === 'false' && <div className={css.otherwise}>{claim.otherwise}</div>}
      </div>
      <strong className={css.measured}>{verdict ? verdict.measured : 'run it'}</strong>
    </li>
  );
}
