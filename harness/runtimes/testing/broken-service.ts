/** A service that can't start: it says why, and ends. */
process.stderr.write('the oven is cold\n');
process.exitCode = 3;
