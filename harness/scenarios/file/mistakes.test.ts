import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../errors.ts';
import { readScenario } from './read.ts';
import { KILL, mine } from './testing/mine.ts';

describe('a mistake in a scenario file', () => {
  test.each([
    // What is no scenario at all.
    ['not YAML', 'load: { ratePerSecond: 5\n', 'flow map in block collection must be sufficiently indented'],
    ['a key twice', 'title: Again\n', '4:1: map keys must be unique.'],
    ['an alias that names nothing', 'arms: { rr: *base }\n', 'it can not be read: Unresolved alias'],
    // Keys and types.
    ['a key nobody knows', 'volcano: 5\n', '4:1: there is no "volcano" here. There are: name, title, '],
    ['a typo in a key', `${KILL}, forr: 3 }\n`, '5:34: there is no "forr". Did you mean "for"?'],
    [
      'a typo in a key that has to be there',
      'faults:\n  - { fault: kill, onn: payments }\n',
      '5:20: there is no "onn". Did you mean "on"?',
    ],
    ['a typo in a key of a side', 'sometimes: { re: [] }\n', '4:14: there is no "re". Did you mean "rr"?'],
    [
      'a text for a number',
      'load: { ratePerSecond: fast }\n',
      '4:24: "ratePerSecond" must be a number, not "fast".',
    ],
    [
      'part of an order',
      'load: { ratePerSecond: 0.5 }\n',
      '"ratePerSecond" must be a whole number, not 0.5.',
    ],
    ['too much', 'load: { ratePerSecond: 5000 }\n', '"ratePerSecond" must be at most 2000, not 5000.'],
    ['a number for a map', 'load: 3\n', '4:7: "load" must be a set of names and values, not 3.'],
    ['one thing for a list', 'claims: C1\n', '"claims" must be a list, not "C1".'],
    [
      'a setting that is a list',
      `${KILL}, with: { x: [1] } }\n`,
      '"x" must be a text, a number, true or false, not [1].',
    ],
    // Names.
    [
      'an unknown fault',
      'faults:\n  - { fault: kil, on: payments }\n',
      '5:14: "fault" can not be "kil". Did you mean "kill"?',
    ],
    [
      'an unknown role',
      'faults:\n  - { fault: kill, on: paymints }\n',
      '5:24: there is no role "paymints". Did you mean "payments"?',
    ],
    [
      'an unknown rung',
      'arms: { rr: brakers }\n',
      '4:13: there is no rung of the request-response ladder "brakers". Did you mean "breakers"?',
    ],
    [
      'an unknown check',
      'predicts: { ed: { failedChecks: [2-mony] } }\n',
      'there is no check "2-mony". Did you mean "2-money"?',
    ],
    [
      'an unknown number',
      'expects:\n  - { number: rr.availability.acepted, atMost: 1, because: x }\n',
      '"number" can not be "rr.availability.acepted". Did you mean "rr.availability.accepted"?',
    ],
    // Times and shares.
    [
      'a time in words',
      `${KILL}, at: soon }\n`,
      '5:38: "at" must be seconds, a share of the fault window like 50%, or "fault" for all of it, not "soon".',
    ],
    [
      '130 % of the window',
      `${KILL}, for: 130% }\n`,
      '5:39: "for" is more than all of it: at most 100 %, not "130%".',
    ],
    [
      'an expectation of 130 %',
      'expects:\n  - { number: rr.availability.accepted, atMost: 130%, because: x }\n',
      '"atMost" is more than all of it',
    ],
    [
      'an expectation without a limit',
      'expects:\n  - { number: rr.ledger.lost, because: x }\n',
      '5:5: an expectation needs an atLeast or an atMost.',
    ],
    [
      'part of the run, of a number that is of all of it',
      'expects:\n  - { number: rr.ledger.lost, during: fault, atMost: 1, because: x }\n',
      'rr.ledger.lost is a number of the whole run, and not of the fault alone.',
    ],
    [
      'a prediction of a rung that there is not',
      'predicts:\n  ed: { harmful: [lost], rungs: [naive, outbx] }\n',
      '5:41: there is no rung of the event-driven ladder "outbx". Did you mean "outbox"?',
    ],
    [
      'an expectation on a rung that there is not',
      'expects:\n  - { number: ed.ledger.lost, rungs: [outbx], atMost: 0, because: x }\n',
      '5:39: there is no rung of the event-driven ladder "outbx". Did you mean "outbox"?',
    ],
    // Faults that make no sense.
    [
      'a fault of a process, done to the clients',
      'faults:\n  - { fault: kill, on: clients }\n',
      '5:24: kill is done to processes of a kitchen only.',
    ],
    [
      'a fault of a process, done to a hop',
      'faults:\n  - { fault: kill, on: payments:bank }\n',
      'kill is done to a role, like payments, and not to the way from it to another.',
    ],
    [
      'a setting that the fault has not',
      `${KILL}, with: { x: 3 } }\n`,
      '5:42: kill has no options, and so no "x".',
    ],
    [
      'a typo in a setting',
      'faults:\n  - { fault: slow, on: payments:bank, with: { latncyMs: 30 } }\n',
      '5:47: there is no option of slow "latncyMs". Did you mean "latencyMs"? There are: latencyMs, jitterMs, ',
    ],
    [
      'too much of a setting',
      'draw: { fault: bank-errors, on: [bank], every: [1, 2], for: [1, 2], with: { rate: 1.3 } }\n',
      '4:83: bank-errors: "rate" must be at most 1, not 1.3.',
    ],
    // Instances.
    ['no instance at all', 'instances: 0\n', '4:12: "instances" must be at least 1, not 0.'],
    [
      'an instance that is not there',
      'instances: 2\nfaults:\n  - { fault: kill, on: payments@3 }\n',
      '6:24: there is no payments@3: there are 2 instances of payments.',
    ],
    [
      'an instance that could not be there',
      'faults:\n  - { fault: kill, on: payments@10 }\n',
      '5:24: instances run from payments@1 to payments@9; there is no "payments@10".',
    ],
    [
      'a draw of an instance that is not there',
      'draw: { fault: kill, on: [stock, stock@2], every: [1, 2], for: [1, 2] }\n',
      '4:34: there is no stock@2: there is 1 instance of stock.',
    ],
    [
      'a rolling deploy of single instances',
      'faults:\n  - { fault: rolling-deploy, on: services }\n',
      '5:34: rolling-deploy needs at least 2, so that one works while another is away; there is 1 instance of each',
    ],
    [
      'a hop to an instance that is not there',
      'instances: 2\nfaults:\n  - { fault: slow, on: orders:payments@3 }\n',
      '6:24: there is no payments@3: there are 2 instances of payments.',
    ],
    [
      'a hop from one of several instances',
      'instances: 2\nfaults:\n  - { fault: slow, on: payments@2:bank }\n',
      '6:24: a way leads from all instances of a role, like payments:bank; there is none from payments@2 alone.',
    ],
    // Timelines.
    [
      'a fault that is healed after the window',
      `${KILL}, at: 3, for: 8 }\n`,
      '5:5: "kill" on payments would be healed 11 s after the fault window began, which is only 10 s long.',
    ],
    [
      'a timeline that overlaps itself',
      `${KILL}, for: 4 }\n  - { fault: kill, on: payments, at: 2, for: 4 }\n`,
      '6:5: "kill" on payments from 2 s to 6 s overlaps itself: it is in force from 0 s to 4 s, too: one must be over before the other begins.',
    ],
    [
      'a fault of an instance while all of them are broken so',
      `instances: 2\n${KILL}, for: 4 }\n  - { fault: kill, on: payments@2, at: 2, for: 4 }\n`,
      '7:5: "kill" on payments@2 from 2 s to 6 s overlaps "kill" on payments, which is in force from 0 s to 4 s, too: one',
    ],
    [
      'a way that is cut while whom it leads to is dead',
      'faults:\n  - { fault: kill, on: payments, for: 4 }\n  - { fault: cut, on: orders:payments, at: 2, for: 4 }\n',
      '6:5: "cut" on orders:payments from 2 s to 6 s can neither begin nor end while "kill" on payments is in force, from 0 s to 4 s',
    ],
    [
      'a way that is cut at the moment at which whom it leads to dies',
      'faults:\n  - { fault: cut, on: orders:payments, for: 4 }\n  - { fault: kill, on: payments, for: 3 }\n',
      '6:5: "cut" on orders:payments from 0 s to 4 s can neither begin nor end while "kill" on payments is in force, from 0 s to 3 s',
    ],
    [
      'a way that is cut while it is slow',
      'instances: 2\nfaults:\n  - { fault: slow, on: orders:payments, for: 4 }\n  - { fault: cut, on: orders:payments@2, at: 2, for: 4 }\n',
      '7:5: "cut" on orders:payments@2 from 2 s to 6 s overlaps "slow" on orders:payments, which is in force from 0 s to 4 s',
    ],
    [
      'a rolling deploy while one rolls',
      'instances: 2\nfaults:\n  - { fault: rolling-deploy, on: stock }\n  - { fault: rolling-deploy, on: services, at: 2, for: 4 }\n',
      '7:5: "rolling-deploy" on services from 2 s to 6 s overlaps "rolling-deploy" on stock, which is in force from 0 s',
    ],
    [
      'a service that is paused while it is dead',
      `${KILL}, for: 5 }\n  - { fault: pause, on: payments, at: 3, for: 5 }\n`,
      '6:5: "pause" on payments from 3 s to 8 s overlaps "kill" on payments, which is in force from 0 s to 5 s, too: one must be over before the other begins.',
    ],
    [
      'a rolling deploy of what is stopped',
      'instances: 2\nfaults:\n  - { fault: stop, on: stock@2, at: 4, for: 2 }\n  - { fault: rolling-deploy, on: services, for: 5 }\n',
      '7:5: "rolling-deploy" on services from 0 s to 5 s overlaps "stop" on stock@2, which is in force from 4 s to 6 s',
    ],
    [
      'repeats that reach into what else stops the same process',
      `${KILL}, for: 1, repeat: { times: 3, every: 2 } }\n  - { fault: pause, on: payments, at: 4.5, for: 1 }\n`,
      '6:5: "pause" on payments from 4.5 s to 5.5 s overlaps "kill" on payments, which is in force from 4 s to 5 s',
    ],
    [
      'a timeline in which a fault is forgotten',
      'faults:\n  - { fault: bank-slow, on: bank, for: 4 }\n  - { fault: kill, on: bank, at: 2, for: 3 }\n',
      '6:5: "kill" on bank from 2 s to 5 s can not overlap "bank-slow" from 0 s to 4 s: a process that is stopped can neither be told how to behave nor remember it.',
    ],
    [
      'poison for a service that is dead, on one of the sides',
      'faults:\n  - { fault: kill, on: stock, for: 4 }\n  - { fault: poison, on: stock, at: 2, for: 1 }\n',
      '6:5: "poison" on stock from 2 s to 3 s can not overlap "kill" on stock from 0 s to 4 s: in the request-response kitchen it needs stock@1, which is stopped then.',
    ],
    [
      'changes of customers while their database is dead',
      'faults:\n  - { fault: reorder, on: customers, for: 4 }\n  - { fault: database-kill, on: postgres, at: 2, for: 1 }\n',
      '6:5: "reorder" on customers from 0 s to 4 s can not overlap "database-kill" on postgres from 2 s to 3 s: in the event-driven kitchen it needs postgres',
    ],
    [
      'changes of customers that the news of can not be told',
      'faults:\n  - { fault: reorder, on: customers, for: 4 }\n  - { fault: cut, on: customers:kafka, at: 2, for: 1 }\n',
      '6:5: "reorder" on customers from 0 s to 4 s can not overlap "cut" on customers:kafka from 2 s to 3 s: in the event-driven kitchen it needs customers:kafka, which is broken then.',
    ],
    [
      'events doubled where there is no broker',
      'faults:\n  - { fault: broker-kill, on: kafka, for: 3 }\n  - { fault: duplicate, on: payments, at: 2, for: 3 }\n',
      '6:5: "duplicate" on payments from 2 s to 5 s can not overlap "broker-kill" on kafka from 0 s to 3 s: in the event-driven kitchen it needs kafka, which is stopped then.',
    ],
    [
      'events doubled of one that says none',
      'faults:\n  - { fault: kill, on: payments }\n  - { fault: duplicate, on: payments }\n',
      '6:5: "duplicate" on payments from 0 s to 10 s can not overlap "kill" on payments from 0 s to 10 s: in the event-driven kitchen it needs payments, which is stopped then.',
    ],
    [
      'a spike at the end of the load',
      'seconds: { recovery: 1 }\nfaults:\n  - { fault: load-spike, on: clients }\n',
      '6:5: the end of "load-spike" on clients is seen in the load, which must go on for 2 s after it and not for 1 s: a longer recovery, or a shorter fault.',
    ],
    [
      'faults both listed and drawn',
      `${KILL} }\ndraw: { fault: kill, every: [1, 2], for: [1, 2] }\n`,
      '6:1: faults are listed or drawn, and not both.',
    ],
    [
      'a draw with its most first',
      'draw: { fault: kill, every: [3, 1], for: [1, 2] }\n',
      '4:29: "every" has its least first, then its most.',
    ],
    [
      'a draw without end',
      'draw: { fault: kill, every: [0, 0], for: [1, 2] }\n',
      '"every" must leave time between two.',
    ],
    [
      'a draw of what can not be',
      'draw: { fault: kill, on: [clients], every: [1, 2], for: [1, 2] }\n',
      '4:27: kill is done to processes of a kitchen only.',
    ],
  ])('%s is one sentence, with line and column', (_what, rest, sentence) => {
    expect.assertions(3);
    try {
      mine(rest);
    } catch (error) {
      const { message, exitCode } = error as { message: string; exitCode: number };
      expect(exitCode).toBe(EXIT.usage);
      expect(message).toMatch(/^mine\.yaml:\d+:\d+: [^\n]+[.?]$/);
      expect(message).toContain(sentence);
    }
  });

  test.each([
    ['empty', '', 'mine.yaml:1:1: the file is empty.'],
    ['a comment', '# later\n', 'mine.yaml:1:1: the file is empty.'],
    [
      'another text',
      'root:x:0:0:root:/root:/bin/bash\n'.repeat(10),
      'mine.yaml:1:1: the file must be a set of names and values, not a text of 319 characters.',
    ],
    [
      'a long list for a name',
      `name: [${'kitchen, '.repeat(9)}]\n`,
      'mine.yaml:1:7: "name" must be a text, not a list of 9.',
    ],
    ['a list', '- a', 'mine.yaml:1:1: the file must be a set of names and values, not ["a"].'],
    ['without a title', 'name: mine\nhypothesis: x\n', 'mine.yaml:1:1: "title" is missing.'],
    [
      'a name that is a path',
      "name: '../x'\ntitle: t\nhypothesis: h\n",
      'mine.yaml:1:7: "name" must be lower case letters, digits and hyphens, at most 40, not "../x".',
    ],
  ])('a file that is %s', (_what, text, sentence) => {
    expect(() => readScenario(text, 'mine.yaml')).toThrow(sentence);
  });
});
