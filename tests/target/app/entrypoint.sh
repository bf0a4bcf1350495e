#!/bin/sh
# Starts one part of the application; anything else is run as a command (`manage.py migrate`, a shell).
set -eu
case "$1" in
  backend)
    exec python3 -m gunicorn tuki.wsgi --bind 0.0.0.0:8000 --workers 1 --threads 4 --graceful-timeout 1 --timeout 60
    ;;
  celery-worker)
    exec python3 -m celery -A tuki worker --pool threads --concurrency 2 --without-gossip --without-mingle --loglevel warning
    ;;
  celery-beat)
    exec python3 -m celery -A tuki beat --schedule /tmp/celerybeat-schedule --pidfile= --loglevel warning
    ;;
  *)
    exec "$@"
    ;;
esac
