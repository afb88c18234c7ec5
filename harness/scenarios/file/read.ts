/** A scenario file, read: every mistake is one sentence with its line and column, before anything starts. */
import { CHECKS } from '../../audit/checks/all.ts';
import type { Side } from '../../evidence/records.ts';
import { ARMS, type Arms, LADDERS } from '../../experiment/arms.ts';
import { FAULTS } from '../../faults/faults.ts';
import { whyNot, whyNotOf, wrongOption } from '../../faults/possible.ts';
import { unknownName } from '../../names.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import type { Choices, ScenarioDefinition } from '../definition.ts';
import { type Draw, drawFaults } from '../draw.ts';
import { type Expectation, isCountedByPhase, placeOf } from '../expectation.ts';
import { expandRepeats } from '../repeat.ts';
import { type FaultName, type PlannedFault, type Scenario, sidesOfFault } from '../scenario.ts';
import { type FaultTarget, parseFaultTarget, whyNoTarget } from '../target.ts';
import { type ScenarioFile, scenarioFile } from './schema.ts';
import { checked, type Path, readSource, type Source } from './source.ts';
import { expectPossible, secondsOf } from './timeline.ts';

/**
 * @param file as the user knows it, for the messages
 * @throws {LabError} 64
 */
export function readScenario(text: string, file: string): ScenarioDefinition {
  const source = readSource(text, file);
  const written = checked(scenarioFile, source);
  expectKnownNames(written, source);
  const expects = expectationsOf(written, source);
  const timeline = timelineOf(written, source);
  const { name, title, claims } = written;
  return {
    ...{ name, title, claims },
    plan: (choices) => ({ ...planned(written, choices), ...timeline(choices), expects }),
  };
}

function planned(
  written: ScenarioFile,
  { rate, faultSeconds, instances = written.instances }: Choices,
): Omit<Scenario, 'faults'> {
  const { name, title, claims, claim, hypothesis, arms, breaker, load, seconds } = written;
  const { deadlineMs, clientTimeoutMs, baselineP95Ms, predicts, sometimes } = written;
  return {
    ...{ name, title, claims, ...(claim === undefined ? {} : { claim }), hypothesis },
    ...(arms === undefined ? {} : { arms }),
    instances,
    ...(breaker === undefined ? {} : { breaker }),
    ratePerSecond: rate ?? load.ratePerSecond,
    seconds: { ...seconds, fault: faultSeconds ?? seconds.fault },
    ...{ deadlineMs, clientTimeoutMs, baselineP95Ms, predicts, sometimes },
  };
}

function expectKnownNames({ arms, predicts }: ScenarioFile, source: Source): void {
  const ids = CHECKS.map(({ id }) => id);
  for (const side of SIDES) {
    const rung = arms?.[side];
    if (rung !== undefined) expectRung(side, rung, source, ['arms', side]);
    for (const [index, id] of predicts[side].failedChecks.entries()) {
      if (!ids.includes(id))
        throw source.mistake(['predicts', side, 'failedChecks', index], unknownName('check', id, ids));
    }
    expectRungs(side, predicts[side].rungs, source, ['predicts', side, 'rungs']);
  }
}

function expectRung(side: Side, rung: string, source: Source, path: Path): void {
  if (LADDERS[side].includes(rung)) return;
  throw source.mistake(path, unknownName(`rung of the ${SYSTEMS[side].name} ladder`, rung, LADDERS[side]));
}

function expectRungs(side: Side, rungs: readonly string[] | undefined, source: Source, path: Path): void {
  for (const [index, rung] of (rungs ?? []).entries()) expectRung(side, rung, source, [...path, index]);
}

function expectationsOf({ expects }: ScenarioFile, source: Source): Expectation[] {
  return expects.map(({ number, minus, during, rungs, atLeast, atMost, because }, index) => {
    if (atLeast === undefined && atMost === undefined) {
      throw source.mistake(['expects', index], 'an expectation needs an atLeast or an atMost.');
    }
    for (const [key, name] of Object.entries({ number, minus })) {
      if (during === undefined || name === undefined || isCountedByPhase(placeOf(name).number)) continue;
      throw source.mistake(
        ['expects', index, key],
        `${name} is a number of the whole run, and not of the ${during} alone.`,
      );
    }
    expectRungs(placeOf(number).side, rungs, source, ['expects', index, 'rungs']);
    return {
      number,
      ...(minus === undefined ? {} : { minus }),
      ...(during === undefined ? {} : { during }),
      ...(rungs === undefined ? {} : { rungs }),
      ...(atLeast === undefined ? {} : { atLeast: numberOf(atLeast) }),
      ...(atMost === undefined ? {} : { atMost: numberOf(atMost) }),
      because,
    };
  });
}

const numberOf = (limit: number | string): number =>
  typeof limit === 'number' ? limit : Number((Number.parseFloat(limit) / 100).toPrecision(12));

function timelineOf(written: ScenarioFile, source: Source): (choices: Choices) => Pick<Scenario, 'faults'> {
  const { faults, draw, seconds } = written;
  if (draw !== undefined && faults.length > 0) {
    throw source.mistake(['draw'], 'faults are listed or drawn, and not both.', 'key');
  }
  const drawn = draw === undefined ? undefined : drawOf(draw, source);
  const listed = faults.map(({ fault, on, at, for: time, with: settings, repeat }, index) => ({
    target: possibleTarget({ fault, on, settings }, source, ['faults', index]),
    ...{ fault, at, time, settings, repeat },
  }));
  const done = [
    ...listed.map(({ fault, target }, index) => ({ fault, target, path: ['faults', index, 'on'] })),
    ...(drawn?.targets ?? []).map((target, index) => ({
      ...{ fault: drawn!.fault, target, path: ['draw', 'on', index] },
    })),
  ];
  return ({ seed, faultSeconds = seconds.fault, instances = written.instances, arm = {} }) => {
    const arms = { ...ARMS, ...written.arms, ...arm };
    for (const { path, ...one } of done) {
      const why = whyUnfit(one, instances, arms);
      if (why !== undefined) throw source.mistake(path, why);
    }
    if (drawn !== undefined) return { faults: drawFaults(seed, faultSeconds, drawn) };
    const timed = listed.flatMap(({ fault, target, at, time, settings, repeat }, index) => {
      const planned: PlannedFault = {
        ...{ fault, ...target, ...(settings === undefined ? {} : { with: settings }) },
        afterSeconds: secondsOf(at, faultSeconds),
        forSeconds: secondsOf(time, faultSeconds),
      };
      const again = repeat && {
        times: repeat.times,
        everySeconds: repeat.every,
        jitterSeconds: repeat.jitter,
      };
      const repeated = again === undefined ? planned : { ...planned, repeat: again };
      return expandRepeats(repeated, seed, index).map((one) => ({ one, index }));
    });
    const timeline = timed.map(({ one }) => one);
    expectPossible(
      timeline,
      { windowSeconds: faultSeconds, recoverySeconds: seconds.recovery },
      source,
      (at) => ['faults', timed[at]!.index],
    );
    return { faults: timeline };
  };
}

/** Why the kitchens are not such that it can be done to them, in a sentence. */
function whyUnfit(
  { fault, target }: { fault: FaultName; target: FaultTarget },
  instances: number,
  arms: Arms,
): string | undefined {
  return sidesOfFault({ fault, ...target })
    .map((side) => whyNotOf(fault, FAULTS[fault], { target, side, instances, arm: arms[side] }))
    .find((why) => why !== undefined);
}

function drawOf(
  { fault, on, with: settings, ...times }: NonNullable<ScenarioFile['draw']>,
  source: Source,
): Draw {
  for (const [key, [least, most]] of Object.entries({ every: times.every, for: times.for })) {
    if (least > most) throw source.mistake(['draw', key], `"${key}" has its least first, then its most.`);
  }
  if (times.every[1] === 0) throw source.mistake(['draw', 'every'], '"every" must leave time between two.');
  const targets = on.map((text, index) =>
    possibleTarget({ fault, on: text, settings }, source, ['draw'], ['on', index]),
  );
  return { fault, targets, ...(settings === undefined ? {} : { with: settings }), ...times };
}

/** What the fault is done to. @throws {LabError} 64 when there is no such thing, or the fault makes no sense for it */
function possibleTarget(
  { fault, on, settings }: { fault: FaultName; on: string; settings: PlannedFault['with'] },
  source: Source,
  path: Path,
  onPath: Path = ['on'],
): FaultTarget {
  const target = parseFaultTarget(on);
  if (target === undefined) throw source.mistake([...path, ...onPath], whyNoTarget(on));
  const [side] = sidesOfFault({ fault, ...target });
  if (side === undefined) throw source.mistake([...path, ...onPath], `no kitchen has a way ${on}.`);
  const plain = whyNot(fault, FAULTS[fault], { target, side });
  if (plain !== undefined) throw source.mistake([...path, ...onPath], plain);
  const wrong = wrongOption(fault, FAULTS[fault], settings ?? {});
  if (wrong !== undefined) throw source.mistake([...path, 'with', ...wrong.path], wrong.sentence, wrong.at);
  return target;
}
