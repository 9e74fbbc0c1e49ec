// The table of relative errors that the conformance command prints.

export interface CaseReport {
  readonly name: string;
  /** What computed the case. */
  readonly path: string;
  /** Relative error by expected key; empty when the case has no expected values. */
  readonly errors: Readonly<Record<string, number>>;
  readonly tolerance: number;
  /** Why the case could not be computed. */
  readonly problem?: string;
}

function worstOf(report: CaseReport): [key: string, error: number] {
  const entries = Object.entries(report.errors);
  return entries.reduce((worst, entry) => (entry[1] > worst[1] ? entry : worst), entries[0] ?? ['', 0]);
}

/** True where the case was computed and no error is beyond the tolerance. */
export function casePassed(report: CaseReport): boolean {
  return report.problem === undefined && !(worstOf(report)[1] > report.tolerance);
}

function verdict(report: CaseReport): string {
  if (report.problem !== undefined) return `FAILED: ${report.problem}`;
  if (Object.keys(report.errors).length === 0) return 'computed (nothing expected)';
  const [key, error] = worstOf(report);
  const sign = casePassed(report) ? '≤' : '>';
  return `${casePassed(report) ? 'ok    ' : 'FAILED'} ${error.toExponential(1)} ${sign} ${report.tolerance.toExponential(0)}  ${key}`;
}

export function formatReport(reports: readonly CaseReport[]): { text: string; passed: boolean } {
  const width = Math.max(...reports.map(({ name }) => name.length));
  const pathWidth = Math.max(...reports.map(({ path }) => path.length));
  const lines = reports.map(
    (report) => `${report.name.padEnd(width)}  ${report.path.padEnd(pathWidth)}  ${verdict(report)}`,
  );
  const failed = reports.filter((report) => !casePassed(report)).length;
  const summary =
    failed === 0 ? `all ${reports.length} cases hold` : `${failed} of ${reports.length} cases failed`;
  return { text: [...lines, summary].join('\n'), passed: failed === 0 };
}
