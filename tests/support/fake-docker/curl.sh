#!/bin/sh
# Stands for curl: the site answers 200 when the fake backend is healthy, 503 when it runs and is not, else nothing.
RC_FAKE_UNCOUNTED=1
export RC_FAKE_UNCOUNTED
if "$RC_FAKE/../docker.link" exec backend check; then
  echo 200
elif read -r up <"$RC_FAKE/c/backend/running" && [ "$up" = true ]; then
  echo 503
else
  echo 000
  exit 7
fi
