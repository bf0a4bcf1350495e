import { expect, test } from 'vitest';
import { notReachedError } from '../../../main/restore/not-reached';
import { describeError } from '../../../shared/errors/error-text';

test('a missing secret names who needs it, where, and where it is entered', () => {
  const [user, host] = ['ops', 'jump.example.org'];
  const error = notReachedError({ kind: 'secret-missing', hop: 0, user, host, secret: 'password' });
  const en = describeError(error, 'en');
  expect(en.title).toBe('A password is needed for ops@jump.example.org');
  expect(en.next).toContain('Targets → the target → Secrets');
  const es = describeError(error, 'es');
  expect(es.title).toBe('Falta la contraseña de ops@jump.example.org');
  expect(es.next).toContain('Destinos → el destino → Secretos');
});
