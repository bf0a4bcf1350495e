import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Redactor } from '../../../main/logging/redact';

test('a learned secret never passes, wherever it stands in a text', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4 }).filter((secret) => !secret.includes('•')),
      fc.string(),
      fc.string(),
      (secret, before, behind) => {
        const redactor = new Redactor();
        redactor.learn(secret);
        expect(redactor.redact(`${before}${secret}${behind}`)).not.toContain(secret);
      },
    ),
  );
});

test.each([
  ['PGPASSWORD=hunter2 psql', 'hunter2'],
  ["CREATE ROLE loader LOGIN PASSWORD 'it''s secret'", 'secret'],
  ['postgres://tuki:s3cr3t@db:5432/shop', 's3cr3t'],
  ['pbkdf2_sha256$600000$salt$hash=', 'hash'],
  ['DJANGO_SECRET_KEY="a b c"', 'a b c'],
])('the shape of a secret is taken out of %s', (text, secret) => {
  expect(new Redactor().redact(text)).not.toContain(secret);
});

test.each([
  `sh -c 'PGPASSWORD="$POSTGRES_PASSWORD" exec "$@"' sh psql -X`,
  `sh -c 'PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")" exec "$@"' sh psql -X`,
])('a command that only names where the secret is goes on working: %s', (command) => {
  expect(new Redactor().redact(command)).toBe(command);
});

test.each(['PGPASSWORD="$ecret"', 'PGPASSWORD=$POSTGRES', 'PGPASSWORD="$A-b"'])(
  'what only looks like a reference is a secret: %s',
  (text) => {
    expect(new Redactor().redact(text)).toBe('PGPASSWORD=•••');
  },
);

test('an ordinary line stays as it is', () => {
  const line = 'COPY public.tickets_ticket (id, event_id) FROM stdin; 1204 rows, 3.2 MB';
  expect(new Redactor().redact(line)).toBe(line);
});
