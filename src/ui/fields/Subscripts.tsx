// Symbols with subscripts, written plainly as η_p or w_k, typeset.
import { Fragment } from 'react';
import { subscriptsOf } from '../format.ts';

export function Subscripts({ text }: { readonly text: string }) {
  const pieces = subscriptsOf(text).map(({ text: piece, below }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are their place
    <Fragment key={i}>{below ? <sub>{piece}</sub> : piece}</Fragment>
  ));
  // One box, so that a row of flexible boxes does not part a symbol from its subscript.
  return <span>{pieces}</span>;
}
