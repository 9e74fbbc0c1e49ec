// The README's table of claims, from the stored results.
import { NOT_JUDGED, REPRODUCTIONS } from '../../lessons/results/reproductions.ts';
import { holdsText, type ResultIndex, spreadText } from '../../lessons/results/stored.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

export function readmeTable({ results }: ResultIndex): string {
  const rows = results.flatMap(({ name, claims, length }) => {
    const reproduction = REPRODUCTIONS.find((one) => one.name === name);
    return claims.flatMap((summary) => {
      const claim = reproduction?.claims.find(({ id }) => id === summary.id);
      if (!claim) return [];
      const differs = summary.holds < summary.runs ? claim.otherwise : '';
      const row = [
        claim.says,
        claim.where ?? 'ours',
        `${summary.example}; ${spreadText(summary)}`,
        summary.predicted,
        holdsText(summary),
        `\`${name}\`: ${length}`,
        differs,
      ];
      return [`| ${row.map(cell).join(' | ')} |`];
    });
  });
  const open = NOT_JUDGED.map(({ title, citation }) => `${title} (${citation})`);
  return [
    '| claim | where | measured (first seed; mean ± spread of the judged number) | predicted | holds | run | where it differs |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    `Not judged here, as their data are not part of the project or they would run for days: ${open.join('; ')}.`,
  ].join('\n');
}
