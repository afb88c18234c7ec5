/** `./lab up`: a kitchen to play with until Ctrl-C. */
import { once } from 'node:events';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Control } from '../chaos/control.ts';
import type { Sample, Side } from '../evidence/records.ts';
import { ARMS, type Arms } from '../experiment/arms.ts';
import { unlessAborted } from '../experiment/pause.ts';
import type { Observatory } from '../observe/observatory.ts';
import { LAB_FOLDER } from '../places.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { SYSTEMS } from '../systems.ts';
import type { KitchenTools } from '../tools/tools.ts';
import { invitation, openForGuests } from './guests.ts';
import { armOption, expectArmsOf } from './input/arm.ts';
import { instancesOption } from './input/instances.ts';
import { runtimeOption } from './input/runtime.ts';
import { parseSides, SIDE_CHOICES } from './input/side.ts';
import { integerBetween } from './input/values.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print, printJson } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

type Options = {
  port?: number;
  runtime: RuntimeName;
  instances?: number;
  arm?: Partial<Arms>;
  hops?: boolean;
  observe?: boolean;
  json?: boolean;
};

export function addUp(program: Command): void {
  program
    .command('up')
    .summary('start a kitchen to play with, until Ctrl-C')
    .description(
      "Starts a kitchen (or both), with a few customers in it, prints its address, a customer's key and three curl lines that work when pasted, and cleans up at Ctrl-C.",
    )
    .argument('<side>', `one of: ${SIDE_CHOICES.join(', ')}`, parseSides)
    .option(
      '--port <n>',
      "the gateway's port; with both, the second kitchen gets the next one (default: any free port)",
      integerBetween('--port', 1024, 65_534),
    )
    .addOption(runtimeOption())
    .addOption(instancesOption('1'))
    .addOption(armOption('the top'))
    .option('--hops', 'let every hop go through Toxiproxy, so that `./lab chaos` can slow it down and cut it')
    .option('--observe', 'start Prometheus and Grafana, too, with the dashboards of both kitchens')
    .option('--json', 'print what was started as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab up rr\n  ./lab up both --port 8080\n  ./lab up both --observe\n  ./lab up rr --runtime compose\n  ./lab up ed --hops\n  ./lab up both --instances 2\n  ./lab up rr --arm rr=breakers',
    )
    .action(up);
}

async function up(sides: readonly Side[], options: Options): Promise<void> {
  const { runtime, instances = 1, hops = false } = options;
  expectArmsOf(sides, options.arm);
  const [
    { ensureTools },
    { containersOfRuntime, createRuntime, toolsOfRuntime },
    { openControl },
    { startJanitor },
    { reservePort },
    { takeSample },
    { lookingOn, OBSERVING_TOOLS, openObservatory },
  ] = await Promise.all([
    import('../tools/tools.ts'),
    import('../runtimes/create.ts'),
    import('../chaos/control.ts'),
    import('../runtimes/janitor.ts'),
    import('../runtimes/ports.ts'),
    import('../evidence/sampler.ts'),
    import('../observe/open.ts'),
  ]);
  const arms = { ...ARMS, ...options.arm };
  const wanted = [
    ...toolsOfRuntime(runtime, sides, { hops }),
    ...(options.observe === true ? OBSERVING_TOOLS : []),
  ];

  const progress = createProgress();
  await interruptible(
    async (signal) => {
      const janitor = await startJanitor();
      const kitchens: Runtime[] = [];
      const controls: Control[] = [];
      let observatory: Observatory | undefined;
      try {
        const { marker } = janitor;
        const ports = sides.map((_, index) =>
          options.port === undefined ? undefined : options.port + index,
        );
        // Before any port is handed out, so that no role gets one that the user wants for a gateway.
        for (const port of ports) if (port !== undefined) await reservePort(port);
        const { containers } = await containersOfRuntime(runtime, sides, progress, signal, { hops });
        const found = await ensureTools(wanted, progress, { signal, marker });
        const tools: KitchenTools = containers === undefined ? found : { ...found, containers };
        const folder = await newFolder();
        await janitor.watch(folder);
        // All ports are chosen, and known to be free, before anything is started.
        for (const [index, side] of sides.entries()) {
          const port = ports[index] === undefined ? {} : { gatewayPort: ports[index] };
          const runFolder = join(folder, side);
          const how = { hops, instances, build: { arm: arms[side] }, ...port };
          kitchens.push(await createRuntime({ side, runFolder, tools, janitor, ...how }));
        }
        for (const kitchen of kitchens) {
          const { name } = SYSTEMS[kitchen.side];
          kitchen.onUnexpectedExit((role) => complain(`${role} of the ${name} kitchen has ended by itself.`));
          progress.begin(`The ${name} kitchen starts`);
          await unlessAborted(kitchen.startAll(), signal);
          progress.done(`The ${name} kitchen is open`);
        }
        observatory = await openObservatory(join(folder, 'observe'), tools, progress);
        for (const kitchen of kitchens) {
          const sample = (): Sample => takeSample([...kitchen.sample()]);
          const watch = await observatory?.watch(kitchen, { sample, faults: [] });
          const control = { arm: arms[kitchen.side], listener: watch?.faultsInForce };
          controls.push(await openControl(kitchen, join(folder, kitchen.side), control));
        }
        const opened = await Promise.all(kitchens.map((each) => openForGuests(each, arms[each.side])));
        progress.close();
        const { prometheusUrl, grafana } = observatory ?? {};
        if (options.json === true)
          printJson(opened.map((kitchen) => ({ ...kitchen, prometheusUrl, grafana })));
        else {
          const invitations = opened.map(invitation);
          if (observatory !== undefined) invitations.push(lookingOn(observatory));
          if (grafana !== undefined)
            invitations.push(`To change a dashboard: admin, ${grafana.adminPassword}`);
          const broken = hops ? `slow ${sides[0]}/payments:bank` : `kill ${sides[0]}/payments`;
          invitations.push(`In another terminal, \`./lab chaos ${broken}\` breaks something.`);
          print(`${invitations.join('\n\n')}\n\nCtrl-C closes and cleans up.`);
        }
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        progress.close();
        // What `./lab chaos` has broken is healed while there is something to heal.
        await Promise.allSettled(controls.map((control) => control.close()));
        await Promise.allSettled([observatory, ...kitchens].map((each) => each?.close()));
        // Whatever could not be closed is ended here, and the folder goes.
        await janitor.close();
      }
    },
    { endsByIt: true },
  );
}

const complain = (sentence: string): void => void process.stderr.write(`lab: ${sentence}\n`);

async function newFolder(): Promise<string> {
  const parent = join(LAB_FOLDER, 'up');
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, 'kitchen-'));
}
