import { z } from 'zod';
import type { ServerContext } from '../server-context';
import { superuserRowsSchema, superusersSql } from './live-superusers';
import { chooseUserTable, USER_TABLES_SQL, userTablesSchema } from './user-table';

/** What the merge takes from the live side. Holds password hashes. */
export const liveUsersSchema = z.object({
  users: userTablesSchema.shape.users,
  superusers: superuserRowsSchema,
});
export type LiveUsers = z.infer<typeof liveUsersSchema>;

/** The live side: every table that could be the users', and the superusers of the one that is. */
export async function readLiveUsers(context: ServerContext, live: string): Promise<LiveUsers> {
  const { users } = await context.adminJson(live, userTablesSchema, USER_TABLES_SQL);
  const chosen = chooseUserTable(users);
  if (chosen.kind !== 'one') return { users, superusers: [] };
  return {
    users,
    superusers: await context.adminJson(live, superuserRowsSchema, superusersSql(chosen.table)),
  };
}
