#!/bin/bash
# On the host: `backup` dumps what is live; `restore URL` stops the services, drops and loads the database while the
# media are unpacked beside it, keeps the administrators, and starts the services until URL answers 200.
set -euo pipefail
work=$HOME/restore-by-script
archive=${RC_ARCHIVE:-$work/backup.tar.gz}
db=backtuki-db-1 backend=backtuki-backend-1
workers=(backtuki-celery-worker-1 backtuki-celery-beat-1)
role=tuki_user database=${RC_DATABASE:-tuki_production}

sql() { docker exec -i "$db" psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$role" "$@"; }

backup() {
  docker exec "$db" pg_dump -Fc -Z1 -U "$role" "$database" > "$work/before.dump"
  docker exec -i "$db" pg_restore -l < "$work/before.dump" > /dev/null
}

# Everything that Cloud SQL adds and this server does not have, outside the rows.
filter() {
  LC_ALL=C sed -E \
    -e '/^COPY .* FROM stdin;$/,/^\\\.$/b' \
    -e '/^\\(un)?restrict /d' \
    -e '/^SET transaction_timeout/d' \
    -e '/^ALTER .* OWNER TO /d' \
    -e '/^(GRANT|REVOKE) /d' \
    -e '/^ALTER DEFAULT PRIVILEGES /d' \
    -e '/^COMMENT ON (EXTENSION|SCHEMA public) /d' \
    -e '/^CREATE EXTENSION .*google_vacuum_mgmt/d'
}

load() {
  tar -xzOf "$archive" --wildcards '*/cloudsql/*.sql.gz' | gunzip -c | filter |
    docker exec -i -e PGOPTIONS='-c synchronous_commit=off -c maintenance_work_mem=512MB' "$db" \
      psql -X -q -v ON_ERROR_STOP=1 -U "$role" "$database" > /dev/null
}

# Into the live folder, as the application's own user; a file of the same name is replaced.
media() {
  gunzip -c "$archive" |
    docker run --rm -i --pull never --network none --volumes-from "$backend" --no-healthcheck --entrypoint tar "$image" \
      -x -C /app/media --strip-components=3 --no-same-owner --wildcards -f - '*/gcs/*/*'
}

remember_administrators() {
  sql "$database" > "$work/administrators.csv" <<'SQL'
COPY (
  SELECT u.password, u.last_login, u.email, u.first_name, u.last_name, u.phone, u.is_staff, u.is_active, u.date_joined,
    (SELECT array_agg(g.name) FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = u.id)
  FROM users_user u WHERE u.is_superuser AND u.email <> ''
) TO STDOUT (FORMAT csv)
SQL
}

# As the original: the backup's data, the right to administer; who is missing is added with the groups there are.
keep_administrators() {
  {
    cat <<'SQL'
BEGIN;
CREATE TEMPORARY TABLE kept (password text, last_login timestamptz, email text, first_name text, last_name text,
  phone text, is_staff boolean, is_active boolean, date_joined timestamptz, groups text[]) ON COMMIT DROP;
COPY kept FROM STDIN (FORMAT csv);
SQL
    cat "$work/administrators.csv"
    cat <<'SQL'
\.
UPDATE users_user u SET is_superuser = true FROM kept k WHERE lower(u.email) = lower(k.email);
WITH added AS (
  INSERT INTO users_user (password, last_login, is_superuser, email, first_name, last_name, phone, is_staff, is_active, date_joined)
  SELECT password, last_login, true, email, first_name, last_name, phone, is_staff, is_active, date_joined FROM kept k
  WHERE NOT EXISTS (SELECT FROM users_user u WHERE lower(u.email) = lower(k.email))
  RETURNING id, email
)
INSERT INTO users_user_groups (user_id, group_id)
SELECT a.id, g.id FROM added a JOIN kept k ON k.email = a.email JOIN auth_group g ON g.name = ANY (k.groups);
DELETE FROM django_session;
COMMIT;
SQL
  } | sql "$database"
}

migrate() {
  docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "$backend" | sed '/^$/d' > "$work/environment"
  docker run --rm --pull never --no-healthcheck --network "$network" --env-file "$work/environment" \
    --volumes-from "$backend" "$image" python3 manage.py migrate --noinput > /dev/null
}

restore() {
  image=$(docker inspect -f '{{.Image}}' "$backend")
  network=$(docker inspect -f '{{.HostConfig.NetworkMode}}' "$backend")
  remember_administrators
  docker stop -t 10 "${workers[@]}" "$backend" > /dev/null
  sql postgres <<SQL
DROP DATABASE $database WITH (FORCE);
CREATE DATABASE $database TEMPLATE template0 ENCODING 'UTF8' OWNER $role;
SQL
  media & media=$!
  load
  keep_administrators
  wait "$media"
  migrate
  docker start "$backend" > /dev/null
  for _ in $(seq 600); do
    if [ "$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$1")" = 200 ]; then healthy=1; break; fi
    sleep 0.1
  done
  [ "${healthy:-}" = 1 ]
  docker start "${workers[@]}" > /dev/null
  # Visitors are back; the planner has no statistics yet.
  sql "$database" -c ANALYZE
  rm -f "$work/administrators.csv" "$work/environment"
}

"$@"
