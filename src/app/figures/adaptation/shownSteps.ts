// The choices of which fit an adaptation figure shows.
export const SHOWN_STEPS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'trained', label: 'after N steps' },
  { value: '0', label: 'before adapting' },
  ...Array.from({ length: 10 }, (_, i) => ({
    value: String(i + 1),
    label: i === 0 ? 'after 1 step' : `after ${i + 1} steps`,
  })),
];
