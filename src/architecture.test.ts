// Keeps the import directions between folders, and where TensorFlow.js, D3 and the address bar may be touched.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(fileURLToPath(import.meta.url));

/** What every panel of the page may read: data and drawings, never the engine. */
const BELOW_APP = [
  'math',
  'learner',
  'data',
  'tasks',
  'experiment',
  'experiment/axes',
  'experiment/fields',
  'experiment/link',
  'experiment/papers',
  'experiment/terms',
  'lessons',
  'protocol',
  'client',
  'ui',
  'ui/fields',
  'ui/frame',
  'charts/core',
  'charts/export',
  'charts/line',
  'charts/adaptation',
  'charts/images',
  'charts/landscape',
  'charts/network',
  'charts/tasks',
  'charts/anatomy',
];

/** What a folder may import besides itself and `text`. `experiment` stands for the files directly in it. */
const ALLOWED: Record<string, readonly string[]> = {
  text: [],
  math: [],
  learner: ['math'],
  data: ['math'],
  'experiment/fields': [],
  'experiment/axes': ['math', 'learner', 'experiment/fields'],
  'experiment/link': ['learner', 'tasks', 'experiment', 'experiment/fields', 'experiment/axes'],
  'experiment/papers': ['experiment', 'experiment/axes', 'experiment/link'],
  'experiment/terms': ['tasks', 'experiment', 'experiment/axes'],
  experiment: ['math', 'learner', 'tasks', 'experiment/fields', 'experiment/axes'],
  tasks: ['math', 'learner', 'data', 'experiment/fields', 'experiment/axes'],
  lessons: [
    'math',
    'tasks',
    'experiment',
    'experiment/axes',
    'experiment/papers',
    'experiment/terms',
    'protocol',
    'ui',
  ],
  weights: ['math', 'learner', 'data'],
  script: ['math', 'learner', 'tasks', 'experiment', 'experiment/axes'],
  protocol: ['learner', 'experiment', 'experiment/axes'],
  'engine/ops': ['math', 'learner'],
  'engine/models': ['math', 'learner', 'engine/ops'],
  'engine/meta': ['math', 'learner', 'engine/ops', 'engine/models'],
  'engine/kernels': ['math', 'learner'],
  'engine/programs': [
    'math',
    'learner',
    'experiment',
    'protocol',
    'engine/ops',
    'engine/models',
    'engine/meta',
    'engine/kernels',
  ],
  'engine/run': [
    'math',
    'learner',
    'data',
    'tasks',
    'experiment',
    'experiment/axes',
    'experiment/fields',
    'protocol',
    'engine/models',
    'engine/meta',
    'engine/kernels',
    'engine/programs',
  ],
  'engine/views': [
    'math',
    'learner',
    'tasks',
    'experiment',
    'experiment/axes',
    'protocol',
    'engine/run',
    'engine/models',
  ],
  'engine/conformance': [
    'experiment/fields',
    'math',
    'learner',
    'tasks',
    'experiment',
    'engine/meta',
    'engine/models',
    'engine/run',
  ],
  worker: [
    'math',
    'learner',
    'data',
    'tasks',
    'experiment',
    'protocol',
    'engine/kernels',
    'engine/programs',
    'engine/run',
    'engine/views',
  ],
  client: ['learner', 'experiment', 'protocol'],
  ui: [],
  'ui/fields': ['ui'],
  'ui/frame': ['ui'],
  'charts/core': ['ui'],
  'charts/export': ['ui', 'charts/core'],
  'charts/line': ['math', 'ui', 'charts/core'],
  'charts/adaptation': ['ui', 'charts/core', 'charts/line'],
  'charts/images': ['ui', 'charts/core'],
  'charts/anatomy': ['ui', 'charts/core'],
  'charts/landscape': ['math', 'ui', 'charts/core'],
  'charts/network': ['math', 'ui', 'charts/core'],
  'charts/tasks': ['ui', 'charts/core', 'charts/line'],
  charts: [],
  'app/state': BELOW_APP,
  'app/share': [...BELOW_APP, 'app/state'],
  'app/terms': [...BELOW_APP, 'app/state'],
  'app/experiments': [...BELOW_APP, 'app/state', 'app/share', 'app/terms'],
  'app/compare': [...BELOW_APP, 'app/state', 'app/share'],
  'app/data': [...BELOW_APP, 'app/state'],
  'app/settings': [...BELOW_APP, 'app/state', 'app/data', 'app/terms'],
  'app/figures/frame': [...BELOW_APP, 'app/state', 'app/share', 'app/terms'],
  'app/rule': [...BELOW_APP, 'app/state', 'app/terms', 'app/figures/frame'],
  'app/results': [...BELOW_APP, 'app/state', 'app/share', 'app/terms'],
  'app/introduction': [...BELOW_APP, 'app/state'],
  'app/lessons': [
    ...BELOW_APP,
    'app/state',
    'app/terms',
    'app/rule',
    'app/compare',
    'app/results',
    'app/introduction',
  ],
  'app/figures': [...BELOW_APP, 'app/state', 'app/terms', 'app/compare', 'app/figures/frame', 'app/rule'],
  'app/lab': [
    ...BELOW_APP,
    'app/state',
    'app/share',
    'app/compare',
    'app/experiments',
    'app/terms',
    'app/introduction',
    'app/lessons',
    'app/results',
    'app/data',
    'app/settings',
    'app/figures/frame',
    'app/figures',
  ],
  app: [...BELOW_APP, 'app/state', 'app/share', 'app/lab'],
  cli: [
    'math',
    'learner',
    'data',
    'tasks',
    'experiment',
    'experiment/axes',
    'experiment/fields',
    'experiment/link',
    'experiment/papers',
    'protocol',
    'client',
    'lessons',
    'script',
    'weights',
    'ui',
    'engine/ops',
    'engine/models',
    'engine/meta',
    'engine/kernels',
    'engine/programs',
    'engine/run',
    'engine/views',
    'engine/conformance',
  ],
};

const FOLDERS = Object.keys(ALLOWED).sort((a, b) => b.length - a.length);

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'assembly' || entry.name === 'build' ? [] : sourceFiles(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** Module specifiers of static and dynamic imports, re-exports and worker URLs; comments are ignored. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /(?:^|[;\n])\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]/g,
    /(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]/g,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]));
}

function folderOf(path: string): string | undefined {
  const inside = relative(root, path).replaceAll('\\', '/');
  return FOLDERS.find((folder) => inside.startsWith(`${folder}/`));
}

interface Edge {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
  readonly to: string | undefined;
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file);

const files = sourceFiles(root);
const edges: Edge[] = files.flatMap((file) => {
  const from = folderOf(file);
  if (!from) return [];
  return importsOf(readFileSync(file, 'utf8')).map((specifier) => ({
    file: relative(root, file),
    from,
    specifier,
    to: specifier.startsWith('.') ? folderOf(resolve(dirname(file), specifier)) : undefined,
  }));
});

const MOST_FILES = 15;

/** What each file imports, by path. */
const graph = new Map(
  files.map((file) => {
    const imported = importsOf(readFileSync(file, 'utf8')).filter((specifier) => specifier.startsWith('.'));
    const targets = imported.map((specifier) => relative(root, resolve(dirname(file), specifier)));
    return [relative(root, file), targets] as const;
  }),
);

/** Circles of imports, each once, as "a → b → a". */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return found;
}

describe('architecture', () => {
  it('sees the imports it is meant to judge', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(edges.length).toBeGreaterThan(100);
    expect(
      importsOf(`import a from 'x';\nexport * from "./y.ts";\nimport './z.css';\nawait import('w')`),
    ).toEqual(['x', './y.ts', './z.css', 'w']);
  });

  it('imports one way between folders', () => {
    const forbidden = edges
      .filter(({ from, to }) => to && to !== from && to !== 'text' && !ALLOWED[from].includes(to))
      // The client starts the worker by its URL; nothing of the worker's code enters the page's bundle.
      .filter(
        (edge) => !(edge.from === 'client' && edge.to === 'worker' && edge.specifier.endsWith('.worker.ts')),
      )
      // The page serves the kernel's binary by its URL.
      .filter((edge) => !/\.wasm\?url$/.test(edge.specifier))
      // Tests may compare with an independent reference that stands in another folder.
      .filter((edge) => !isTest(edge.file));
    expect(forbidden.map((edge) => `${edge.file} → ${edge.specifier}`)).toEqual([]);
  });

  it('imports nothing that stands beside it, except what is installed', () => {
    const outside = files.flatMap((file) =>
      importsOf(readFileSync(file, 'utf8'))
        // Folders that a command or a test reads are no modules.
        .filter((specifier) => /^\..*\.\w+$/.test(specifier))
        .filter((specifier) => relative(root, resolve(dirname(file), specifier)).startsWith('..'))
        .map((specifier) => `${relative(root, file)} → ${specifier}`),
    );
    expect(outside).toEqual([]);
  });

  it('has no circle among files, type imports included', () => {
    expect(circles(graph)).toEqual([]);
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', ['a']],
    ]);
    expect(circles(ring)).toEqual(['a → b → c → a']);
  });

  it('keeps folders to about 15 source files', () => {
    const counts = new Map<string, number>();
    for (const file of files.filter((one) => !isTest(one)))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > MOST_FILES);
    expect(full.map(([folder, count]) => `${relative(root, folder)}: ${count} files`)).toEqual([]);
  });

  it('uses TensorFlow.js only under engine/, D3 only under charts/ and app/, React only in views', () => {
    const allowed = (pattern: RegExp, folders: RegExp) =>
      edges
        .filter((edge) => pattern.test(edge.specifier) && !folders.test(edge.from))
        .map((edge) => `${edge.file} → ${edge.specifier}`);
    expect(allowed(/^@tensorflow\/(?!.*\.wasm\?url$)/, /^engine/)).toEqual([]);
    expect(allowed(/^d3(-|$)/, /^(charts|app)(\/|$)/)).toEqual([]);
    expect(allowed(/^(react|react-dom)(\/|$)/, /^(charts|ui|app)(\/|$)/)).toEqual([]);
  });

  it('touches the address bar only in app/', () => {
    const touching = files
      .filter((file) => folderOf(file) && !folderOf(file)?.startsWith('app') && !isTest(file))
      .filter((file) =>
        /\b(?:window|globalThis|document)\.location\b|\bhistory\.(?:replace|push)State\b/.test(
          readFileSync(file, 'utf8'),
        ),
      );
    expect(touching.map((file) => relative(root, file))).toEqual([]);
  });

  it('opens every file with what it is for and keeps files short', () => {
    const bad = files.flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      const lines = source.split('\n').length;
      const opens = /^(#!.*\n)?\s*(\/\/|\/\*)/.test(source);
      return [
        ...(opens ? [] : [`${relative(root, file)}: no opening comment`]),
        ...(lines > 401 ? [`${relative(root, file)}: ${lines} lines`] : []),
      ];
    });
    expect(bad).toEqual([]);
  });
});
