import { startJanitor } from '../janitor.ts';
import { startPostgresContainer } from './containers.ts';
import { keepOnePostgres } from './one-postgres.ts';

export default async function setup(): Promise<void> {
  const janitor = await startJanitor();
  keepOnePostgres(janitor, await startPostgresContainer(janitor));
}
