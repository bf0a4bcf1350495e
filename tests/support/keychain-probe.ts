import { createSystemKeychain } from '../../main/targets/keychain';
import { createSecretStore } from '../../main/targets/secret-store';

/** Run inside a session of its own bus: keeps a secret, reads it in a second store, forgets it; prints what it saw. */
async function probe(): Promise<void> {
  const secret = { hop: -1, kind: 'password' as const, value: 'kept: ñ "quoted" $HOME' };
  const kept = await createSecretStore(createSystemKeychain()).remember('probe', secret);
  const later = createSecretStore(createSystemKeychain());
  const found = await later.find('probe', -1, 'password');
  await later.forget('probe');
  const gone = await createSecretStore(createSystemKeychain()).find('probe', -1, 'password');
  console.log(JSON.stringify({ kept, found, gone }));
}

void probe();
