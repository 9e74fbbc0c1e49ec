// The model as a function of parameter rows, its first parameters, its loss, and their derivatives by PyTorch.
import type { Init } from '../experiment/types.ts';
import {
  type Activation,
  type CnnSpec,
  type Loss,
  layerSlices,
  type MlpSpec,
  type ModelSpec,
  parameterCount,
} from '../learner/model.ts';
import { literal, type Python, python } from './python.ts';

const ACTIVATIONS: Readonly<Record<Activation, string>> = {
  relu: 'torch.relu(x)',
  tanh: 'torch.tanh(x)',
  softplus: 'torch.nn.functional.softplus(x)',
  identity: 'x',
};

function mlp({ sizes, activation, bias }: MlpSpec): Python {
  return python`
SIZES = ${literal(sizes)}


def model(w, x):
    """Outputs [R, n, out] of parameter rows w [R, P] on inputs x [R, n, in]: per layer the weight (in x out), ${bias ? 'then the bias' : 'no bias'}."""
    at = 0
    for layer, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
        weight = w[:, at : at + inputs * outputs].reshape(-1, inputs, outputs)
        at += inputs * outputs
        x = x @ weight${
          bias
            ? `
        x = x + w[:, None, at : at + outputs]
        at += outputs`
            : ''
        }
        if layer < len(SIZES) - 2:
            x = ${ACTIVATIONS[activation]}
    return x
`;
}

function cnn({ height, width, channels, filters, hidden, outputs }: CnnSpec): Python {
  return python`
HEIGHT, WIDTH, CHANNELS = ${height}, ${width}, ${channels}
FILTERS = ${literal(filters)}
HEAD = ${literal([...hidden, outputs])}


def model(w, x):
    """Outputs [R, n, out] of parameter rows w [R, P] on images x [R, n, H * W * C]: per block a 3 x 3 convolution
    (kernel [3, 3, in, out], bias), batch norm over the batch's own statistics (gamma, beta), ReLU, 2 x 2 max-pool."""
    rows, examples = x.shape[:2]
    x = x.reshape(rows, examples, HEIGHT, WIDTH, CHANNELS).permute(1, 0, 4, 2, 3)
    at, inputs = 0, CHANNELS
    for outputs in FILTERS:
        kernel = w[:, at : at + 9 * inputs * outputs].reshape(rows, 3, 3, inputs, outputs).permute(0, 4, 3, 1, 2)
        at += 9 * inputs * outputs
        bias, gamma, beta = w[:, at : at + 3 * outputs].reshape(rows, 3, outputs, 1, 1).unbind(1)
        at += 3 * outputs
        high, wide = x.shape[-2:]
        x = torch.nn.functional.conv2d(
            x.reshape(examples, rows * inputs, high, wide),
            kernel.reshape(rows * outputs, inputs, 3, 3),
            padding=1,
            groups=rows,
        ).reshape(examples, rows, outputs, high, wide)
        x = x + bias
        centred = x - x.mean((0, 3, 4), keepdim=True)
        x = centred / torch.sqrt((centred**2).mean((0, 3, 4), keepdim=True) + 1e-5)
        x = torch.relu(x * gamma + beta)
        x = x[..., : high // 2 * 2, : wide // 2 * 2].reshape(examples, rows, outputs, high // 2, 2, wide // 2, 2)
        x = x.amax((4, 6))
        inputs = outputs
    x = x.permute(1, 0, 3, 4, 2).reshape(rows, examples, -1)
    for layer, outputs in enumerate(HEAD):
        inputs = x.shape[-1]
        x = x @ w[:, at : at + inputs * outputs].reshape(rows, inputs, outputs)
        at += inputs * outputs
        x = x + w[:, None, at : at + outputs]
        at += outputs
        if layer < len(HEAD) - 1:
            x = torch.relu(x)
    return x
`;
}

const LOSSES: Readonly<Record<Loss, Python>> = {
  mse: python`
def loss(w, data):
    """Squared error of each row [R], the mean over examples and outputs."""
    x, y = data
    return ((model(w, x) - y) ** 2).mean((1, 2))
`,
  softmaxCrossEntropy: python`
def loss(w, data):
    """Cross-entropy of each row [R], the mean over examples; targets are one-hot."""
    x, y = data
    return -(torch.log_softmax(model(w, x), -1) * y).sum((1, 2)) / x.shape[1]
`,
};

const DEVIATIONS: Readonly<Record<Init, (fanIn: number) => number>> = {
  'fan-in': (fanIn) => Math.sqrt(1 / fanIn),
  he: (fanIn) => Math.sqrt(2 / fanIn),
  small: () => 0.01,
};

function launch(spec: ModelSpec, init: Init): Python {
  const layers = layerSlices(spec).map(({ kind, inputs, outputs, weight, weightLength, bias }) => {
    const ones = kind === 'conv' ? [bias + outputs, bias + 2 * outputs] : [bias, bias];
    return [weight, weightLength, DEVIATIONS[init](kind === 'conv' ? 9 * inputs : inputs), ...ones];
  });
  return python`
PARAMETERS = ${parameterCount(spec)}
# Of each layer: where its weight begins, its length, the standard deviation, and where ones (batch norm) begin and end.
LAYERS = ${literal(layers)}


def launch_model(seed, agent):
    """The first parameters [P] of an agent: normal weights, biases zero."""
    row = np.zeros(PARAMETERS, np.float32)
    for layer, (at, length, deviation, ones, end) in enumerate(LAYERS):
        row[at : at + length] = deviation * Stream(seed, "init", agent, layer).normal(length)
        row[ones:end] = 1
    return torch.as_tensor(row).to(DTYPE)
`;
}

const DERIVATIVES: Python = python`
def gradient(w, data):
    """Gradient of each row's loss [R, P]."""
    w = w.detach().requires_grad_()
    return torch.autograd.grad(loss(w, data).sum(), w)[0]


def hessian_product(w, data, u):
    """Hessian of each row's loss times u [R, P], by differentiating twice."""
    w = w.detach().requires_grad_()
    first = torch.autograd.grad(loss(w, data).sum(), w, create_graph=True)[0]
    return torch.autograd.grad((first * u).sum(), w)[0]
`;

/** The model, its loss and their derivatives. */
export function modelPart(spec: ModelSpec, lossName: Loss, init: Init): readonly Python[] {
  const network = spec.kind === 'mlp' ? mlp(spec) : cnn(spec);
  return [network, LOSSES[lossName], launch(spec, init), DERIVATIVES];
}
