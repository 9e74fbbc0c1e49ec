// The user's own tables of regression tasks.
import { countOrContinuum, dataset, numberedAgent, taskCount } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const regression = family({
  label: 'Your tables',
  problem: 'regression',
  options: { taskCount, dataset },
  defaults: { shots: 5, queries: 5, settings: { alpha: 0.05 } },
  refuses: { layers: null, cnn: 'A CNN needs images; a table has numbers as inputs.' },
  data: { kind: 'own', name: ({ dataset: name }) => name },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'curve', domain: null },
});
