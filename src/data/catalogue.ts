// The real data sets: files, official addresses, sizes, checksums, licences and whom to cite.

export interface CatalogueFile {
  /** Name within the set's folder. */
  readonly name: string;
  /** Bytes of the official file. */
  readonly size: number;
  readonly md5: string;
  /** Tried in turn; the first is the publisher's own. */
  readonly addresses: readonly string[];
  /** Fetched by `npm run datasets`; the others are only read where they are found. */
  readonly wanted: boolean;
}

export interface CatalogueSet {
  readonly title: string;
  readonly files: readonly CatalogueFile[];
  readonly licence: string;
  readonly citation: string;
  readonly home: string;
}

function files(
  bases: readonly string[],
  rows: readonly (readonly [string, number, string])[],
  wanted = true,
) {
  return rows.map(([name, size, md5]): CatalogueFile => {
    return { name, size, md5, addresses: bases.map((base) => base + name), wanted };
  });
}

const OMNIGLOT = ['https://raw.githubusercontent.com/brendenlake/omniglot/master/python/'];

export const SET_NAMES = ['mnist', 'fashion-mnist', 'omniglot', 'cifar-fs'] as const;
export type SetName = (typeof SET_NAMES)[number];

export const CATALOGUE: Readonly<Record<SetName, CatalogueSet>> = {
  mnist: {
    title: 'MNIST',
    files: files(
      [
        'https://ossci-datasets.s3.amazonaws.com/mnist/',
        'https://storage.googleapis.com/cvdf-datasets/mnist/',
        'http://yann.lecun.com/exdb/mnist/',
      ],
      [
        ['train-images-idx3-ubyte.gz', 9912422, 'f68b3c2dcbeaaa9fbdd348bbdeb94873'],
        ['train-labels-idx1-ubyte.gz', 28881, 'd53e105ee54ea40749a09fcbcd1e9432'],
        ['t10k-images-idx3-ubyte.gz', 1648877, '9fb629c4189551a2d022fa330f9573f3'],
        ['t10k-labels-idx1-ubyte.gz', 4542, 'ec29112dd5afa0611ce80d1b7f02629c'],
      ],
    ),
    licence: 'CC BY-SA 3.0, copyright Yann LeCun and Corinna Cortes',
    citation:
      'LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998',
    home: 'http://yann.lecun.com/exdb/mnist/',
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    files: files(
      [
        'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
        'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      ],
      [
        ['train-images-idx3-ubyte.gz', 26421880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'],
        ['train-labels-idx1-ubyte.gz', 29515, '25c81989df183df01b3e8a0aad5dffbe'],
        ['t10k-images-idx3-ubyte.gz', 4422102, 'bef4ecab320f06d8554ea6380940ec79'],
        ['t10k-labels-idx1-ubyte.gz', 5148, 'bb300cfdad3c16e7a12a480ee83cd310'],
      ],
    ),
    licence: 'MIT, copyright 2017 Zalando SE',
    citation: 'Xiao, Rasul, Vollgraf, "Fashion-MNIST", arXiv:1708.07747, 2017',
    home: 'https://github.com/zalandoresearch/fashion-mnist',
  },
  omniglot: {
    title: 'Omniglot',
    files: [
      ...files(OMNIGLOT, [
        ['images_background.zip', 9464212, '68d2efa1b9178cc56df9314c21c6e718'],
        ['images_evaluation.zip', 6462886, '6b91aef0f799c5bb55b94e3f2daec811'],
      ]),
      ...files(
        OMNIGLOT,
        [
          ['images_background_small1.zip', 1319022, 'e704a628b5459e08445c13499850abc4'],
          ['images_background_small2.zip', 1580917, 'b75a71a51d3b13f821f212756fe481fd'],
        ],
        false,
      ),
    ],
    licence: 'MIT, copyright 2015 Brenden Lake',
    citation: 'Lake, Salakhutdinov, Tenenbaum, "Human-level concept learning…", Science 350, 2015',
    home: 'https://github.com/brendenlake/omniglot',
  },
  'cifar-fs': {
    title: 'CIFAR-100 (FC100 classes)',
    files: files(
      ['https://www.cs.toronto.edu/~kriz/'],
      [['cifar-100-binary.tar.gz', 168513733, '03b5dce01913d631647c71ecec9e9cb8']],
    ),
    licence: 'free to use with citation',
    citation:
      'Krizhevsky, "Learning multiple layers of features from tiny images", 2009; FC100: Oreshkin et al., 2018',
    home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  },
};

export function isSetName(name: string): name is SetName {
  return (SET_NAMES as readonly string[]).includes(name);
}

/** Class names of the two IDX sets. */
export const IDX_CLASSES: Readonly<Record<'mnist' | 'fashion-mnist', readonly string[]>> = {
  mnist: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  'fashion-mnist': [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};

/**
 * Which sets a dropped file may belong to, by its name and, where names are shared (MNIST and Fashion-MNIST), by its
 * size. Empty: none; several: the user has to say which.
 */
export function recogniseFile(
  fileName: string,
  size: number,
): { readonly sets: readonly SetName[]; readonly name: string; readonly exact: boolean } {
  const bare = fileName.split('/').at(-1)?.toLowerCase() ?? '';
  // Browsers add " (1)" to repeated downloads, and some mirrors write "idx3.ubyte" or unpack the .gz.
  const name = bare.replace(/ ?\(\d+\)/, '').replace(/[.]idx([13])-ubyte/, '-idx$1-ubyte');
  const matches = SET_NAMES.flatMap((set) =>
    CATALOGUE[set].files
      .filter((file) => file.name === name || file.name === `${name}.gz`)
      .map((file) => ({ set, exact: file.size === size })),
  );
  const exact = matches.filter((match) => match.exact);
  const sets = (exact.length ? exact : matches).map((match) => match.set);
  if (sets.length === 0 && (name === 'train.bin' || name === 'test.bin'))
    return { sets: ['cifar-fs'], name, exact: false };
  return { sets, name, exact: exact.length > 0 };
}
