// Makes sure that a browser for the end-to-end tests is there, installing one where none is found.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findChromium } from '../src/cli/shared/chromium.ts';

function tryRun(command, args) {
  console.log(`> ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, { stdio: 'inherit', timeout: 8 * 60_000 });
    return true;
  } catch {
    return false;
  }
}

function installWithApt() {
  if (!existsSync('/usr/bin/apt-get')) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const run = (...args) => tryRun([...sudo, ...args][0], [...sudo, ...args].slice(1));
  return run('apt-get', 'update', '-qq') && run('apt-get', 'install', '-y', '-qq', 'chromium');
}

const installWithPlaywright = () => tryRun('npx', ['playwright', 'install', '--with-deps', 'chromium']);

/** Debian packages a real Chromium; elsewhere (Ubuntu's package is a snap) Playwright's build comes first. */
export function ensureBrowser() {
  const found = findChromium();
  if (found) return found;
  const debian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  for (const install of debian
    ? [installWithApt, installWithPlaywright]
    : [installWithPlaywright, installWithApt]) {
    install();
    const browser = findChromium();
    if (browser) return browser;
  }
  throw new Error(
    'No Chromium was found and none could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to its executable.',
  );
}
