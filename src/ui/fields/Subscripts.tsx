// Symbols with subscripts, written plainly as η_p or w_k, typeset.
import { Fragment } from 'react';
import { subscriptsOf } from '../format.ts';

export function Subscripts({ text }: { readonly text: string }) {
  return subscriptsOf(text).map(({ text: piece, below }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are their place
    <Fragment key={i}>{below ? <sub>{piece}</sub> : piece}</Fragment>
  ));
}
