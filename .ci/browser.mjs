// Makes sure that a browser for the end-to-end tests is there, and prints its path (empty: Playwright's own).
// Order: CHROMIUM_PATH, a Chromium or Chrome of the system, Playwright's, then install one.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Ubuntu's /usr/bin/chromium-browser may be a stub that only asks for a snap: a browser must answer --version. */
const answers = (path) =>
  existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

export function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (!existsSync(chosen))
      throw new Error(`CHROMIUM_PATH is ${chosen}, and no such file exists. Correct it or unset it.`);
    return chosen;
  }
  return (
    CANDIDATES.find(answers) ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : null)
  );
}

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
  const found = findBrowser();
  if (found) return found;
  const debian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  for (const install of debian
    ? [installWithApt, installWithPlaywright]
    : [installWithPlaywright, installWithApt]) {
    install();
    const browser = findBrowser();
    if (browser) return browser;
  }
  throw new Error(
    'No Chromium was found and none could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to its executable.',
  );
}
