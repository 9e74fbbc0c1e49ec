// A lesson's sentence: **bold**, *slanted*, $TeX$, and [[term|word]] for a word that the glossary explains.
import katex from 'katex';
import 'katex/dist/katex.min.css';
import type { ReactNode } from 'react';
import type { TermId } from '../../experiment/terms/glossary.ts';
import { useGlossary } from '../terms/glossaryState.ts';
import css from './lessons.module.css';

const MARKS = /\*\*([^*]+)\*\*|\*([^*]+)\*|\$([^$]+)\$|\[\[([^|\]]+)\|([^\]]+)\]\]/g;

export function Prose({ text }: { text: string }) {
  const show = useGlossary((s) => s.show);
  const parts: ReactNode[] = [];
  let done = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, bold, slanted, tex, term, word] = match;
    parts.push(text.slice(done, match.index));
    done = match.index + whole.length;
    if (bold) parts.push(<strong key={match.index}>{bold}</strong>);
    else if (slanted) parts.push(<em key={match.index}>{slanted}</em>);
    else if (tex)
      parts.push(
        // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX output of our own formulas
        <span key={match.index} dangerouslySetInnerHTML={{ __html: katex.renderToString(tex) }} />,
      );
    else
      parts.push(
        <button key={match.index} type="button" className={css.term} onClick={() => show(term as TermId)}>
          {word}
        </button>,
      );
  }
  parts.push(text.slice(done));
  return <p>{parts}</p>;
}
