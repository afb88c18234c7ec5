#!/bin/bash
# Run once, by PostgreSQL's image, on an empty data folder: a database and a login for each service, and no way from one
# to the database of another.
set -euo pipefail

for file in /run/secrets/databases/*; do
  FILE=$file psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet -U postgres -d postgres -v name="${file##*/}" <<'SQL'
\set password `cat "$FILE"`
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet -U postgres -d postgres <<'SQL'
revoke all on database postgres, template1 from public;
SQL
