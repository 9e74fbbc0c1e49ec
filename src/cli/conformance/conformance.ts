// npm run -s conformance -- --cases DIR --out FILE [--path kernels|ops] [--backend wasm|cpu]
// Computes every reference case in DIR with the engine, writes the results by case name, prints relative
// errors, and exits 1 if a case is beyond its tolerance or cannot be computed.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCase } from '../../engine/conformance/cases.ts';
import { type CaseResult, computeCase } from '../../engine/conformance/conformance.ts';
import { caseErrors, caseTolerance } from '../../engine/conformance/judge.ts';
import { messageOf } from '../../text/sentences.ts';
import { needed, oneOf } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { writeJson } from '../shared/output.ts';
import { chooseProgram } from './programs.ts';
import { type CaseReport, formatReport } from './report.ts';

const USAGE = 'npm run -s conformance -- --cases DIR --out FILE [--path kernels|ops] [--backend wasm|cpu]';

interface Options {
  readonly cases: string;
  readonly out: string;
  readonly path: 'kernels' | 'ops';
  readonly backend: 'wasm' | 'cpu';
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: 'string' },
      out: { type: 'string' },
      path: { type: 'string', default: 'kernels' },
      backend: { type: 'string', default: 'wasm' },
    },
  });
  return {
    ...needed(values, ['cases', 'out']),
    path: oneOf('--path', values.path, ['kernels', 'ops']),
    backend: oneOf('--backend', values.backend, ['wasm', 'cpu']),
  };
}

async function main(options: Options): Promise<boolean> {
  const files = readdirSync(options.cases)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new Error(`no *.json in ${options.cases}`);
  const createProgram = await chooseProgram(options.path, options.backend);
  const results: Record<string, CaseResult> = {};
  const reports: CaseReport[] = [];
  for (const file of files) {
    let name = basename(file, '.json');
    try {
      const input = parseCase(JSON.parse(readFileSync(join(options.cases, file), 'utf8')));
      name = input.name ?? name;
      const paths = new Set<string>();
      const result = await computeCase(input, async (model, loss, rule) => {
        const program = await createProgram(model, loss, rule);
        paths.add(program.path);
        return program;
      });
      results[name] = result;
      const errors = caseErrors(input, result);
      reports.push({
        name,
        path: [...paths].join() || 'closed form',
        errors,
        tolerance: caseTolerance(input),
      });
    } catch (error) {
      reports.push({ name, path: '', errors: {}, tolerance: 0, problem: messageOf(error) });
    }
  }
  writeJson(options.out, results);
  const { text, passed } = formatReport(reports);
  console.log(text);
  return passed;
}

await runCommand({ usage: USAGE, read: readOptions, main });
