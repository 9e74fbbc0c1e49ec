// What the page reads, with a sample of each: the rows of "Data formats".

export interface FormatRow {
  readonly name: string;
  /** What is read, in a sentence. */
  readonly reads: string;
  /** How it looks: paths or first lines. */
  readonly sample: string;
}

export const FORMATS: readonly FormatRow[] = [
  {
    name: 'Folders of images',
    reads:
      'A folder for each class, as a folder or packed (zip, tar, tar.gz). PNG (also 16 bits), JPEG, GIF, BMP, WebP, AVIF and TIFF.',
    sample: 'leaves/oak/1.png\nleaves/oak/2.png\nleaves/elm/1.png',
  },
  {
    name: 'Training and test parts',
    reads:
      'Folders called train, val or test (also training_set, seg_train, images_background…), above or below the classes.',
    sample: 'animals/train/cat/1.jpg\nanimals/test/cat/9.jpg\n\nor  animals/cat/train/1.jpg',
  },
  {
    name: 'Lists of a split',
    reads:
      'Tables of file and label, or of class names, called train, val and test (or base and novel), beside the images.',
    sample: 'train.csv:\nfilename,label\nn0153_0.png,n0153\n\nor  train.txt:\nclass_00\nclass_01',
  },
  {
    name: 'MNIST and its kin (IDX)',
    reads:
      'MNIST, Fashion-MNIST and EMNIST as published, packed, unpacked, in folders or archives; recognised by their labels.',
    sample: 'train-images-idx3-ubyte.gz\ntrain-labels-idx1-ubyte.gz',
  },
  {
    name: 'NumPy arrays',
    reads:
      'Images and labels in .npz or .npy: [n, height, width], with 1 or 3 channels after, or [n, side²]; files without labels are a class each (Quick, Draw!).',
    sample: 'mnist.npz: x_train, y_train, x_test, y_test\n\nor  train_images.npy, train_labels.npy',
  },
  {
    name: 'Tables of pixels',
    reads:
      'A label (first, last, or in a column of that name) and the pixels of one image in every row, with or without a header.',
    sample: 'label,pixel0,pixel1,…,pixel783\n7,0,0,…,0',
  },
  {
    name: 'CIFAR-10 and CIFAR-100',
    reads:
      'The binary and the Python version, packed or not, and the pickled caches of miniImageNet and FC100; pickles of images and labels alone.',
    sample: 'cifar-100-binary.tar.gz\n\nor  cifar-100-python/train, test',
  },
  {
    name: 'Omniglot',
    reads: 'Its archives or folders; images_evaluation becomes the test part.',
    sample: 'images_background.zip\nimages_evaluation.zip',
  },
  {
    name: 'Tables of regression tasks',
    reads:
      'CSV or TSV with a column for the task, one to eight inputs and the output, or a file for each task. Commas, semicolons or tabs; whether comma or dot is decimal, the whole table tells.',
    sample:
      'task;temperature;mass\nmachine 1;20,5;1,75\nmachine 1;21,0;1,80\nmachine 2;20,5;1,10\nmachine 2;21,0;1,25',
  },
];
