// What is claimed, and what stored runs of it show, with their spread. Nothing is left out because it failed.
import type { Claim } from '../../lessons/lesson.ts';
import { NOT_JUDGED, REPRODUCTIONS } from '../../lessons/results/reproductions.ts';
import { type ClaimSummary, holdsText, type ResultIndex, spreadText } from '../../lessons/results/stored.ts';
import { Button } from '../../ui/Button.tsx';
import panel from '../../ui/panel.module.css';
import { openLink } from '../share/openLink.ts';
import { useClient } from '../state/labContext.ts';
import { Cited } from '../terms/Cited.tsx';
import css from './results.module.css';
import { useResultIndex } from './useResults.ts';

export function ResultList({ onOpened }: { onOpened: () => void }) {
  const asked = useResultIndex(true);
  if (asked.state === 'waiting') return <p>Reading the results.</p>;
  if (!asked.value)
    return (
      <p>
        There are no stored results beside this page. <code>npm run reproduce</code> makes them.
      </p>
    );
  return (
    <>
      <p className={panel.soft}>
        What is claimed, and what stored runs show. The judged number is the ratio, difference or slope that
        decides; ± is its spread over seeds. <code>npm run reproduce</code> makes these results,{' '}
        <code>-- --check</code> compares.
      </p>
      {asked.value.results.map((result) => (
        <OneResult key={result.name} result={result} onOpened={onOpened} />
      ))}
      <section>
        <h3 className={css.name}>Not judged here</h3>
        <p className={panel.soft}>
          Their data are not part of the project, or they would run for days; “Experiments” opens them.
        </p>
        <ul>
          {NOT_JUDGED.map(({ name, title, citation }) => (
            <li key={name}>
              {title}: <Cited text={citation} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

interface OneResultProps {
  readonly result: ResultIndex['results'][number];
  readonly onOpened: () => void;
}

function OneResult({ result, onOpened }: OneResultProps) {
  const client = useClient();
  const reproduction = REPRODUCTIONS.find(({ name }) => name === result.name);
  if (!reproduction) return null;
  const open = () => {
    openLink(client, reproduction.link);
    onOpened();
  };
  return (
    <section aria-label={reproduction.title}>
      <h3 className={css.name}>
        {reproduction.title}{' '}
        <Button small onClick={open} aria-label={`Open ${reproduction.title}`}>
          Open
        </Button>
      </h3>
      <p className={panel.note}>
        {result.length}, {result.date}, version {result.version}: <code>{result.command}</code>
      </p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">Measured</th>
            <th scope="col">Predicted</th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          {result.claims.map((summary) => (
            <ClaimRow
              key={summary.id}
              summary={summary}
              claim={reproduction.claims.find(({ id }) => id === summary.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ClaimRow({ summary, claim }: { summary: ClaimSummary; claim: Claim | undefined }) {
  if (!claim) return null;
  return (
    <tr data-holds={summary.holds === summary.runs}>
      <td>
        {claim.says}
        {claim.where && (
          <div className={css.where}>
            <Cited text={claim.where} />
          </div>
        )}
      </td>
      <td>
        {summary.example}
        <div className={css.where}>{spreadText(summary)}</div>
      </td>
      <td>{summary.predicted}</td>
      <td>
        {holdsText(summary)}
        {summary.holds < summary.runs && <div className={css.where}>{claim.otherwise}</div>}
      </td>
    </tr>
  );
}
