// Tables as CSV and Markdown, charts as SVG.
import { describe, expect, it } from 'vitest';
import { csvOf, finishSvg, markdownOf, resolveVariables } from './export.ts';

describe('CSV', () => {
  it('has full precision, quotes, and blanks for what is not a number', () => {
    const table = {
      columns: ['x', 'a, "b"'],
      rows: [
        [0.1 + 0.2, Number.NaN],
        ['line\nbreak', 1e-7],
      ],
    };
    expect(csvOf(table)).toBe('x,"a, ""b"""\r\n0.30000000000000004,\r\n"line\nbreak",1e-7\r\n');
  });

  it('also comes as Markdown', () => {
    expect(markdownOf({ columns: ['a|b'], rows: [[1]] })).toBe('| a\\|b |\n| --- |\n| 1 |');
  });
});

describe('SVG', () => {
  const markup =
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50"><g tabindex="0" class="focus-ring" stroke="var(--lane-0)"></g></svg>';

  it('stands alone: colours resolved, title added, page attributes gone', () => {
    const svg = finishSvg(markup, {
      title: 'A < B',
      lookup: (name) => (name === '--lane-0' ? ' #2563eb' : '#fff'),
    });
    expect(svg).toContain('height="84"');
    expect(svg).toContain('viewBox="0 0 100 84"');
    expect(svg).toContain('A &lt; B');
    expect(svg).toContain('stroke="#2563eb"');
    expect(svg).not.toMatch(/var\(|tabindex|class=/);
  });

  it('falls back to grey for unknown variables and refuses what has no size', () => {
    expect(resolveVariables('var(--nope)', () => '')).toBe('#777777');
    expect(() => finishSvg('<svg></svg>', {})).toThrow('Nothing to export');
  });
});
