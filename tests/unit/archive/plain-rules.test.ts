import { describe, expect, it } from 'vitest';
import type { LeftOutRule } from '../../../shared/manifest';
import { cutOut, inspectDump, scan } from '../../support/archive-inspect';

const KEPT = 'CREATE TABLE public.kept (id integer);\n';

/** Statements as pg_dump, Cloud SQL or a hand writes them, and the rule that must leave them out. */
const CASES: readonly (readonly [LeftOutRule, string])[] = [
  ['owner', 'ALTER TABLE public.ticket OWNER TO tuki_user;'],
  ['owner', 'ALTER TABLE public.ticket OWNER TO "svc@project.iam";'],
  ['owner', 'ALTER FUNCTION public.f(integer, "text; DROP") OWNER TO cloudsqladmin;'],
  ['owner', 'ALTER SCHEMA public OWNER TO cloudsqlsuperuser;'],
  ['owner', 'ALTER LARGE OBJECT 4242 OWNER TO a;'],
  ['owner', 'alter\n  table public.x\n  owner to -- whom\n  tuki;'],
  ['owner', "SET SESSION AUTHORIZATION 'tuki';"],
  ['owner', 'RESET SESSION AUTHORIZATION;'],
  ['owner', 'SET ROLE NONE;'],
  ['acl', 'REVOKE ALL ON SCHEMA public FROM cloudsqladmin;'],
  ['acl', 'GRANT SELECT ON TABLE public.ticket TO reader WITH GRANT OPTION;'],
  [
    'acl',
    'GRANT ALL ON FUNCTION pg_catalog.pg_replication_origin_advance(text, pg_lsn) TO cloudsqlsuperuser;',
  ],
  ['acl', 'ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA public GRANT ALL ON TABLES TO b;'],
  ['cloud-sql-role', 'CREATE ROLE cloudsqlsuperuser;'],
  ['cloud-sql-role', 'ALTER USER postgres WITH CREATEROLE;'],
  [
    'cloud-sql-extension',
    'CREATE EXTENSION IF NOT EXISTS google_vacuum_mgmt WITH SCHEMA google_vacuum_mgmt;',
  ],
  ['cloud-sql-extension', "COMMENT ON EXTENSION google_ml_integration IS 'x; y';"],
  ['extension', 'CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;'],
  ['extension', 'CREATE EXTENSION "uuid-ossp";'],
  ['extension', 'ALTER EXTENSION citext UPDATE;'],
  ['comment-on-extension', "COMMENT ON EXTENSION plpgsql IS 'it''s; here';"],
  ['unknown-setting', 'SET transaction_timeout = 0;'],
  ['unknown-setting', 'SET SESSION default_table_access_method TO heap;'],
  ['publication', "CREATE PUBLICATION p FOR ALL TABLES\n  WITH (publish = 'insert; update');"],
  ['publication', 'ALTER PUBLICATION p ADD TABLE ONLY public.x;'],
  ['subscription', "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p;"],
  ['event-trigger', 'CREATE EVENT TRIGGER t ON ddl_command_end\n   EXECUTE FUNCTION public.f();'],
  ['event-trigger', "COMMENT ON EVENT TRIGGER t IS 'x';"],
  ['create-database', "CREATE DATABASE tuki WITH TEMPLATE = template0 ENCODING = 'UTF8';"],
  ['create-database', "ALTER DATABASE tuki SET search_path TO 'public';"],
  ['create-database', "COMMENT ON DATABASE tuki IS 'x';"],
  ['create-database', "ALTER ROLE a IN DATABASE tuki SET work_mem TO '1GB';"],
  ['clean', 'CREATE SCHEMA public;'],
];

describe('statements that are left out', () => {
  it.each(CASES)('%s: %s', (rule, statement) => {
    const sql = `${KEPT}${statement}\nSELECT 1;\n`;
    const { facts } = scan(sql);
    expect(facts.cutRanges.map((range) => range.rule)).toEqual([rule]);
    expect(cutOut(sql, facts)).toBe(`${KEPT}SELECT 1;\n`);
  });

  it('gives the lines of a statement over several lines, counted from 1', () => {
    const { facts } = scan(`${KEPT}\n\nALTER TABLE x\n  OWNER\n  TO y;\n`);
    expect(facts.cutRanges[0]).toMatchObject({
      firstLine: 4,
      lastLine: 6,
      text: 'ALTER TABLE x OWNER TO y;',
    });
  });

  it('leaves comments around a statement alone', () => {
    const sql = `${KEPT}-- Name: x; Owner: -\nGRANT ALL ON x TO y; -- why\nSELECT 1;\n`;
    expect(cutOut(sql, scan(sql).facts)).toBe(`${KEPT}-- Name: x; Owner: -\n -- why\nSELECT 1;\n`);
  });

  it('cuts a statement between two others on one line and nothing of those', () => {
    const sql = `${KEPT}SELECT 1; GRANT ALL ON x TO y; SELECT 2;\n`;
    expect(cutOut(sql, scan(sql).facts)).toBe(`${KEPT}SELECT 1;  SELECT 2;\n`);
  });

  it('cuts the newline of files with CR LF line ends too', () => {
    const sql = `${KEPT}GRANT ALL ON x TO y;\r\nSELECT 1;\r\n`;
    expect(cutOut(sql, scan(sql).facts)).toBe(`${KEPT}SELECT 1;\r\n`);
  });

  it('keeps a setting that the server knows and names the one it may not know', () => {
    const sql = `SET transaction_timeout = 0;\nSET statement_timeout = 0;\n${KEPT}`;
    const { facts } = scan(sql);
    expect(facts.cutRanges.map((range) => range.subject)).toEqual(['transaction_timeout']);
    expect(cutOut(sql, facts, ['transaction_timeout'])).toBe(sql);
  });

  it('cuts both restrict lines whole', () => {
    const sql = `\\restrict aB3\n${KEPT}\\unrestrict aB3\n`;
    const { facts, errorCodes } = scan(sql);
    expect(errorCodes).toEqual([]);
    expect(cutOut(sql, facts)).toBe(KEPT);
  });
});

describe('statements that stay', () => {
  it.each([
    'CREATE TABLE public."owner to" (id integer);',
    "COMMENT ON TABLE public.x IS 'GRANT ALL ON x TO y;';",
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\nGRANT ALL ON x TO y;\nEND$$;',
    'CREATE TABLE "GRANT" ("REVOKE" text);',
    "INSERT INTO public.x VALUES ('\n\\restrict x\nGRANT ALL ON x TO y;\n');",
    "SET search_path = 'public';",
    'SET my.setting = 1;',
    "COMMENT ON SCHEMA public IS '';",
    'ALTER TABLE public.x ALTER COLUMN owner TYPE text;',
    'CREATE USER MAPPING FOR x SERVER y;',
    'CREATE SCHEMA tenant;',
  ])('%s', (statement) => {
    const sql = `${KEPT}${statement}\n`;
    const { facts, errorCodes } = scan(sql);
    expect(facts.cutRanges).toEqual([]);
    expect(errorCodes).toEqual([]);
  });

  it('nothing inside COPY data is ever a statement', () => {
    const sql = `COPY public.t (a) FROM stdin;\nGRANT ALL ON x TO y;\nALTER SYSTEM SET x = 1;\n\\\\!  rm\n\\.\n`;
    const { facts, errorCodes } = scan(sql);
    expect(facts.cutRanges).toEqual([]);
    expect(errorCodes).toEqual([]);
    expect(facts.tables).toMatchObject([{ schema: 'public', name: 't', rows: 3 }]);
  });
});

describe('what pg_dump --clean and --create put in front', () => {
  const clean = `DROP PUBLICATION p;
ALTER TABLE IF EXISTS ONLY public.ticket DROP CONSTRAINT IF EXISTS ticket_fk;
ALTER TABLE public.ticket ALTER COLUMN id DROP DEFAULT;
DROP TABLE IF EXISTS public.ticket;
DROP EXTENSION IF EXISTS citext;
SELECT pg_catalog.lo_unlink('4242');
DROP SCHEMA IF EXISTS tenant;
CREATE SCHEMA tenant;
`;

  it('drops are left out before the first object is made', () => {
    const sql = `${clean}${KEPT}ALTER TABLE public.kept DROP CONSTRAINT x;\n`;
    expect(cutOut(sql, scan(sql).facts)).toBe(
      `CREATE SCHEMA tenant;\n${KEPT}ALTER TABLE public.kept DROP CONSTRAINT x;\n`,
    );
  });

  it('a script that drops each table before it makes it loads into an empty database', () => {
    const sql = `${KEPT}DROP TABLE b;\nCREATE TABLE b (i int);\nDROP TABLE b;\n`;
    expect(cutOut(sql, scan(sql).facts)).toBe(`${KEPT}CREATE TABLE b (i int);\nDROP TABLE b;\n`);
  });

  it('one CREATE DATABASE and the connect after it are left out', () => {
    const sql = `DROP DATABASE tuki;\nCREATE DATABASE tuki;\n\\connect tuki\n${KEPT}`;
    const { facts, errorCodes } = scan(sql);
    expect(errorCodes).toEqual([]);
    expect(facts.database).toBe('tuki');
    expect(cutOut(sql, facts)).toBe(KEPT);
  });

  it.each([
    ['a second connect', `CREATE DATABASE a;\n\\connect a\n\\connect b\n${KEPT}`],
    ['a second database', `CREATE DATABASE a;\nCREATE DATABASE b;\n${KEPT}`],
  ])('%s is refused', (_what, sql) => {
    expect(scan(sql).errorCodes).toEqual(['dump-several-databases']);
  });

  it('a connect without CREATE DATABASE is a command for psql and refused', () => {
    expect(scan(`${KEPT}\\connect other\n`).errorCodes).toEqual(['dump-backslash']);
  });
});

describe('schemas and extensions', () => {
  it('the schema of an extension is made with the extension, beforehand', () => {
    const sql = `CREATE SCHEMA ext;\nCREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;\n${KEPT}`;
    const { facts } = scan(sql);
    expect(facts.extensions).toEqual([{ name: 'citext', schema: 'ext' }]);
    expect(cutOut(sql, facts)).toBe(KEPT);
  });

  it('the schema of a Cloud SQL extension goes with it, unless the dump uses it', () => {
    const made = `CREATE SCHEMA google_vacuum_mgmt;\nCREATE EXTENSION google_vacuum_mgmt WITH SCHEMA google_vacuum_mgmt;\n`;
    expect(cutOut(`${made}${KEPT}`, scan(`${made}${KEPT}`).facts)).toBe(KEPT);
    const used = `${made}CREATE TABLE google_vacuum_mgmt.mine (i int);\n`;
    expect(cutOut(used, scan(used).facts)).toContain('CREATE SCHEMA google_vacuum_mgmt;');
  });

  it('lists extensions the target must have, and none that only Cloud SQL has', () => {
    const sql = 'CREATE EXTENSION google_vacuum_mgmt;\nCREATE EXTENSION plpgsql;\nCREATE EXTENSION hstore;\n';
    expect(scan(sql).facts.extensions).toEqual([{ name: 'hstore', schema: null }]);
  });

  it('names roles, functions, triggers and policies for the plan', () => {
    const { facts } = scan(`CREATE FUNCTION public.f() RETURNS trigger LANGUAGE sql AS 'select 1';
ALTER FUNCTION public.f() OWNER TO "Ana";
CREATE TRIGGER t BEFORE INSERT ON public.x FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE POLICY p ON public.x USING (true);
GRANT ALL ON TABLE public.x TO reader, "w r" WITH GRANT OPTION;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
`);
    expect(facts.functions).toEqual(['public.f']);
    expect(facts.triggers).toEqual(['t on public.x']);
    expect(facts.policies).toEqual(['p on public.x']);
    expect(facts.roles).toEqual(['Ana', 'reader', 'w r']);
  });
});

describe('an archive whose dump holds such statements', () => {
  it('says in a warning of that dump how many it leaves out, and stays valid', async () => {
    const sql = `--\n-- PostgreSQL database dump\n--\n${KEPT}ALTER TABLE public.kept OWNER TO a;\nGRANT SELECT ON TABLE public.kept TO b;\n--\n-- PostgreSQL database dump complete\n--\n`;
    const { manifest, errorCodes } = await inspectDump(sql);
    expect(errorCodes).toEqual([]);
    expect(manifest.warnings).toContainEqual({
      code: 'dump-lines-left-out',
      where: manifest.dumps[0]?.name,
      params: { count: 2 },
    });
  });

  it('says nothing where nothing is left out', async () => {
    const sql = `--\n-- PostgreSQL database dump\n--\n${KEPT}--\n-- PostgreSQL database dump complete\n--\n`;
    expect((await inspectDump(sql)).warningCodes).not.toContain('dump-lines-left-out');
  });
});
