/** Everything needed to run it again, and what a reader must not conclude from it. */
import { machineInWords } from '../../experiment/machine.ts';
import { type Html, html } from '../html.ts';
import { count, dateTime, seconds } from '../numbers.ts';
import { type Page, section } from '../page.ts';
import { limitOf, nameOf } from '../sentences.ts';

export function againSection(page: Page): Html {
  const { experiment, sides } = page;
  const { scenario, machine } = experiment;
  const lengths = scenario.seconds;
  return section(
    'again',
    'Run it again',
    null,
    html`<pre class="command" tabindex="0" aria-label="Command"><code>${experiment.command}</code></pre>
<p class="note">The records of the run are in its folder, <code>${experiment.run}</code>, where this page was written (outside of <code>runs/</code> its path is needed in place of its name). <code>./lab audit ${experiment.run}</code> judges it again from its records, with nothing running; <code>./lab report ${experiment.run}</code> writes this page again.</p>
${list([
  ['Scenario', scenario.name],
  ['Seed', String(experiment.seed)],
  ['Rate', `${count(scenario.ratePerSecond)} orders a second, open model`],
  [
    'Lengths',
    `warm-up ${seconds(lengths.warmUp)}, baseline ${seconds(lengths.baseline)}, fault ${seconds(lengths.fault)}, recovery ${seconds(lengths.recovery)}, drain at most ${seconds(lengths.drainAtMost)}`,
  ],
  [
    'Deadline',
    `${seconds(scenario.deadlineMs / 1000)}; the client gives up after ${seconds(scenario.clientTimeoutMs / 1000)}`,
  ],
  ['Instances', `${scenario.instances ?? 1} of each service, and one gateway`],
  ['Arms', sides.map((side) => `${nameOf(side.side)}: ${side.arm}`).join('; ')],
  ['Runtime', experiment.runtime],
  ['Machine', machineInWords(machine)],
  ['Recorded', dateTime(experiment.createdAtMs)],
])}
<details class="settings"><summary>Versions</summary>${list(Object.entries(experiment.versions))}</details>
${Object.entries(experiment.settings).map(([part, settings]) => html`<details class="settings"><summary>Settings: ${part}</summary>${list(Object.entries(settings).map(([name, value]) => [name, String(value)]))}</details>`)}`,
  );
}

const list = (entries: readonly (readonly [string, string])[]): Html =>
  html`<dl class="list">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const limitsSection = (page: Page): Html =>
  section(
    'limits',
    'What this does not show',
    null,
    html`<ul class="prose">
<li>${limitOf(page.verdict)}</li>
<li>It is one kind of fault, at one rate, on one machine that runs the kitchen, its databases and the load generator together. Another fault can turn the picture round.</li>
<li>Every win belongs to a pattern, not to a style: it holds for the patterns that these arms are made of.</li>
<li>The two sides promise different things: a 201 says that the order is decided, a 202 that it will be. Whether a late breakfast is better than a refusal is for the business to say.</li>
<li>Durability is that of a killed process. The loss of power, of a disk or of a whole machine was not tried.</li>
</ul>`,
  );
