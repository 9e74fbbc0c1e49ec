// "?" beside a setting or an algorithm: what it means, and the way to the glossary. The texts come with the first.
import { PRESETS } from '../../experiment/axes/presets.ts';
import { FIELDS, type FieldName } from '../../experiment/fieldTable.ts';
import type { PresetId } from '../../experiment/types.ts';
import { later } from '../../ui/later.tsx';
import { WhatIsThis } from '../../ui/WhatIsThis.tsx';

const AboutTerm = later(() => import('./AboutTerm.tsx').then((module) => module.AboutTerm));

type TermHintProps = (
  | { readonly setting: FieldName; readonly algorithm?: undefined }
  | { readonly algorithm: PresetId; readonly setting?: undefined }
) & {
  /** False: left out of the Tab order, where the key ? opens it. */
  readonly tab?: boolean;
};

export function TermHint({ setting, algorithm, tab }: TermHintProps) {
  const [id, name] =
    setting === undefined
      ? ([`algorithm:${algorithm}`, PRESETS[algorithm].label] as const)
      : ([`setting:${setting}`, FIELDS[setting].label] as const);
  return (
    <WhatIsThis name={name} tab={tab}>
      <AboutTerm id={id} />
    </WhatIsThis>
  );
}
