export { closeOnePostgres as default } from './one-postgres.ts';
