// What the page has to say: an error with a way on, remarks on the link, and a backend that could not be had.
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { recall, remember } from '../../ui/memory.ts';
import { NoticeBar } from '../../ui/Notice.tsx';
import { needsData } from '../data/DataGate.tsx';
import { useLinkLoss } from '../share/useLinkLoss.ts';
import { useClient, useLab } from '../state/labContext.ts';
import css from './lab.module.css';

export function Notices() {
  const client = useClient();
  const notices = useLab((s) => s.notices);
  // What goes wrong with data is told by the data gate, with what to do.
  const error = useLab((s) => (s.state === 'error' && needsData(s.experiment) ? null : s.error));
  const loss = useLinkLoss();
  if (notices.length === 0 && !error && !loss) return null;
  return (
    <div className={css.notices}>
      {error && (
        <NoticeBar
          kind="error"
          action={
            <Button small onClick={() => client.load(client.getSnapshot().experiment)}>
              Try again
            </Button>
          }
        >
          {error}
        </NoticeBar>
      )}
      {loss && <NoticeBar kind="notice">{loss}</NoticeBar>}
      {notices.map((notice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notices are dismissed by their place
        <NoticeBar key={index} kind="notice" onDismiss={() => client.dismissNotice(index)}>
          {notice.message}
        </NoticeBar>
      ))}
    </div>
  );
}

/** Why the GPU is not used, over the page so that nothing moves; once closed, it is not said again. */
export function BackendNotice() {
  const report = useLab((s) => s.backend);
  const [closed, setClosed] = useState(() => recall('backend-notice'));
  const reason = report?.cause === 'no-webgpu' ? report.reason : null;
  if (reason === null || reason === closed) return null;
  return (
    <div className={css.backendNotice}>
      <NoticeBar
        kind="notice"
        onDismiss={() => {
          remember('backend-notice', reason);
          setClosed(reason);
        }}
      >
        {reason}
      </NoticeBar>
    </div>
  );
}
