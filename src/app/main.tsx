// Starts the page: the client on its worker, the experiment of the address, and the lab.
import '@fontsource-variable/inter';
import '../ui/tokens.css';
import '../ui/print.css';
import { createRoot } from 'react-dom/client';
import { createTrainingWorker } from '../client/browserWorker.ts';
import { createLabClient } from '../client/labClient.ts';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { assetLocations } from './lab/assets.ts';
import { Lab } from './lab/Lab.tsx';
import { openLink } from './share/openLink.ts';
import { createLabHandle, LabContext } from './state/labContext.ts';

const client = createLabClient({ createWorker: createTrainingWorker, assets: assetLocations() });
const handle = createLabHandle(client);
openLink(client, window.location.hash);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <ErrorBoundary label="The page">
    <LabContext value={handle}>
      <Lab />
    </LabContext>
  </ErrorBoundary>,
);
