/** A process that audits one run, as `./lab audit` does, and says what that took: `node harness/bench/parts/audit/audit-main.ts <run>`. */
import { judge } from '../../../audit/judge.ts';
import { writeVerdict } from '../../../evidence/folder/judged.ts';
import { readRun } from '../../../evidence/folder/recorded.ts';

const folder = process.argv[2]!;
const { experiment, sides } = await readRun(folder);
const judged = judge(experiment, sides);
await writeVerdict(folder, judged);

const failed = Object.values(judged.verdict.sides).flatMap(({ checks }) =>
  checks.filter(({ result }) => result !== 'pass').map(({ id }) => id),
);
process.stdout.write(
  JSON.stringify({
    // From the start of the process, Node's own start included.
    seconds: performance.now() / 1000,
    rssMb: (process.resourceUsage().maxRSS * 1024) / 1_000_000,
    orders: judged.ledger.length,
    failed,
  }),
);
