// What the page has to say: an error with a way on, a backend that could not be had, and remarks on the link.
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
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
  const report = useLab((s) => s.backend);
  const [seen, setSeen] = useState('');
  const fallback = report?.cause === 'no-webgpu' && report.reason !== seen ? report.reason : null;
  const loss = useLinkLoss();
  if (notices.length === 0 && !error && !fallback && !loss) return null;
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
      {fallback && (
        <NoticeBar kind="notice" onDismiss={() => setSeen(fallback)}>
          {fallback}
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
