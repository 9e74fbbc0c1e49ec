// Tables as CSV and Markdown, charts as SVG.
import { describe, expect, it } from 'vitest';
import { finishSvg, resolveVariables, wordsAround } from './svg.ts';
import { csvOf, markdownOf } from './tables.ts';

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

  it('says in its first lines what it is of, and is never a formula', () => {
    const table = {
      columns: ['name', 'loss'],
      rows: [
        ['=HYPERLINK("x")', -1],
        ['+1', 2],
        ['@a', 3],
        ['-b', 4],
      ],
    };
    expect(csvOf(table, ['Meta-loss', 'link\n#v=1'])).toBe(
      `# Meta-loss\r\n# link #v=1\r\nname,loss\r\n"'=HYPERLINK(""x"")",-1\r\n'+1,2\r\n'@a,3\r\n'-b,4\r\n`,
    );
  });

  it('also comes as Markdown, in four digits and without NaN', () => {
    const table = { columns: ['a|b', 'c'], rows: [[1 / 3, Number.NaN]] };
    expect(markdownOf(table)).toBe('| a\\|b | c |\n| --- | --- |\n| 0.3333 | – |');
  });
});

describe('SVG', () => {
  const markup =
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50"><g tabindex="0" class="focus-ring" stroke="var(--lane-0)"></g></svg>';

  it('stands alone: colours resolved, title added, page attributes gone', () => {
    const svg = finishSvg(markup, {
      title: 'A < B',
      caption: ['α 0.01', 'https://x/#v=1&lanes=maml~anil'],
      font: '@font-face{}',
      lookup: (name) => (name === '--lane-0' ? ' #2563eb' : '#fff'),
    });
    const { head, foot, lines } = wordsAround(
      { title: 'A', caption: ['α 0.01', 'https://x/#v=1&lanes=maml~anil'] },
      100,
    );
    expect(svg).toContain(`height="${50 + head + foot}"`);
    expect(svg).toContain(`viewBox="0 0 100 ${50 + head + foot}"`);
    expect(lines.length).toBeGreaterThan(2);
    expect(svg).toContain('<style>@font-face{}</style>');
    expect(svg).toContain('<desc>α 0.01\nhttps://x/#v=1&amp;lanes=maml~anil</desc>');
    expect(svg).toContain('A &lt; B');
    expect(svg).toContain('stroke="#2563eb"');
    expect(svg).not.toMatch(/var\(|tabindex|class=/);
  });

  it('falls back to grey for unknown variables and refuses what has no size', () => {
    expect(resolveVariables('var(--nope)', () => '')).toBe('#777777');
    expect(() => finishSvg('<svg></svg>', { lookup: () => '' })).toThrow('no size');
  });
});
