// The papers that several entries stand in, by their names.
export const FINN = 'Finn, Abbeel and Levine 2017';
export const FALLAH = 'Fallah, Mokhtari and Ozdaglar 2020';
export const JI = 'Ji, Lee, Liang and Poor 2022';
export const KAYAALP = 'Kayaalp, Vlaski and Sayed 2020';
export const COLLINS = 'Collins, Mokhtari and Shakkottai 2022';
/** Task-Robust MAML, the conference paper. */
export const COLLINS_2020 = 'Collins, Mokhtari and Shakkottai 2020';
export const RAJESWARAN = 'Rajeswaran, Finn, Kakade and Levine 2019';
