import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { type Say, StartProblem, systemReason } from './log.ts'
import type { Secrets } from './secrets.ts'

/** What `pg`'s Client and Pool take. Plain data: it may be handed to a child process over its private channel. */
export type DatabaseConfig = {
  /** Host name, or the folder of a unix socket. */
  host: string
  port: number
  user: string
  password: string
  database: string
  /** Command-line settings of the session, e.g. `-c role=xingtan_owner`. */
  options?: string
  ssl?: boolean | Record<string, unknown>
}

export type PreparedDatabase = {
  /** Owns the tables: migrations and filling only. Neither superuser nor free of row-level security. */
  owner: DatabaseConfig
  /** The application's own role, a member of `xingtan_app`: row-level security binds it. */
  app: DatabaseConfig
}

export type Preparation = {
  /** Embedded: the superuser. DATABASE_URL: the user it names, in the database it names. */
  admin: DatabaseConfig
  secrets: Secrets
  /** Name of the database to make in a cluster of our own; absent: use `admin.database` as it is. */
  database?: string
  say?: Say
}

const ownerRole = 'xingtan_owner'
const appGroup = 'xingtan_app'
const oldestMajor = 15

/**
 * Reads a DATABASE_URL (or a libpq environment) as `pg` itself would.
 * @throws StartProblem when it cannot be read; the URL is never repeated, it may hold a password.
 */
export function configFromUrl(url: string): DatabaseConfig {
  try {
    const { host, port, user, password, database, ssl } = new Client({ connectionString: url })
    return {
      host,
      port,
      user: user ?? '',
      password: password ?? '',
      database: database ?? user ?? '',
      ...(ssl ? { ssl } : {}),
    }
  } catch (error) {
    throw new StartProblem('DATABASE_URL 读不懂：应形如 postgres://用户:口令@主机:5432/xingtan。', 2, { cause: error })
  }
}

/**
 * Makes the database, the roles and the extension that are missing, and proves that the application's role can log in.
 * Runs at every start; changes nothing when all stands.
 * @throws StartProblem: unreachable, too old, too little allowed, or a database of another data folder's keys.
 */
export async function prepareDatabase({
  admin,
  secrets,
  database,
  say = () => undefined,
}: Preparation): Promise<PreparedDatabase> {
  const standing = await withClient(admin, async (client) => {
    const who = await inspect(client)
    if (database === undefined) warnUnpatched(who, say)
    if (who.superuser) await makeOwner(client, database === undefined ? undefined : secrets.databasePasswords.owner)
    else checkAllowed(who)
    if (database !== undefined) await makeDatabase(client, database)
    return who
  })
  const name = database ?? admin.database
  const inside: DatabaseConfig = { ...admin, database: name }
  const owner = ownerConfig(inside, standing.superuser, database !== undefined, secrets)
  const app = { ...inside, user: loginRole(name), password: secrets.databasePasswords.app }
  await withClient(inside, (client) => furnish(client, name, standing.superuser ? ownerRole : inside.user, secrets))
  if (database !== undefined) await proveLogin(inside, owner)
  await withClient(owner, (client) => checkKeys(client, secrets))
  await proveLogin(inside, app)
  return { owner, app }
}

type Standing = {
  name: string
  superuser: boolean
  bypassRls: boolean
  createRole: boolean
  createInDatabase: boolean
  createInPublic: boolean
  version: number
  versionText: string
}

/** Security releases below which row-level security can be passed (CVE-2026-120154). */
const patched: Record<number, number> = { 15: 20, 16: 16, 17: 12, 18: 7 }

async function inspect(client: Client): Promise<Standing> {
  const { rows } = await client.query<Standing>(`
    select rolname as name, rolsuper as superuser, rolbypassrls as "bypassRls", rolcreaterole as "createRole",
           has_database_privilege(current_database(), 'create') as "createInDatabase",
           has_schema_privilege('public', 'create') as "createInPublic",
           current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText"
    from pg_roles where rolname = current_user`)
  const [found] = rows
  if (!found) throw new Error('current_user is not in pg_roles')
  const major = Math.floor(found.version / 10_000)
  if (major < oldestMajor)
    throw new StartProblem(
      `数据库版本太旧：需要 PostgreSQL ${oldestMajor} 或更高版本，连上的是 ${found.versionText}。请升级数据库后再启动。`,
    )
  return found
}

function warnUnpatched({ version, versionText }: Standing, say: Say): void {
  const major = Math.floor(version / 10_000)
  const wanted = patched[major]
  if (wanted !== undefined && version % 10_000 < wanted)
    say(`提醒：PostgreSQL ${versionText} 低于安全版本 ${major}.${wanted}，可供试用和演练；正式环境请先升级`)
}

function checkAllowed(who: Standing): void {
  const lacks = [
    !who.createRole && '建角色（CREATEROLE）',
    !who.createInDatabase && '在库中建模式（CREATE ON DATABASE）',
    !who.createInPublic && '在 public 模式中建表（CREATE ON SCHEMA public）',
  ].filter((lack) => lack !== false)
  if (lacks.length > 0)
    throw new StartProblem(
      `DATABASE_URL 的用户 ${who.name} 还不能：${lacks.join('、')}。请由数据库管理员授权，或换一个有权的用户。`,
    )
  if (who.bypassRls)
    throw new StartProblem(
      `DATABASE_URL 的用户 ${who.name} 有 BYPASSRLS，行级安全管不住它；请由数据库管理员收回，或换一个用户。`,
    )
}

/** With a password it may log in (a database of our own making); without, only a superuser's session takes the role on. */
async function makeOwner(client: Client, password: string | undefined): Promise<void> {
  const login = password === undefined ? 'nologin' : `login password ${escapeLiteral(scramVerifier(password))}`
  await makeRole(client, ownerRole, `nosuperuser nobypassrls createrole ${login}`)
}

async function makeRole(client: Client, role: string, attributes: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 1) return false
  await client.query(`create role ${escapeIdentifier(role)} ${attributes}`)
  return true
}

async function makeDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
  if (rowCount === 0)
    await client.query(
      `create database ${escapeIdentifier(database)} owner ${ownerRole} template template0 encoding 'UTF8'`,
    )
}

/** Drops a database of the embedded cluster, e.g. one whose first filling was killed half-way. */
export async function dropDatabase(admin: DatabaseConfig, database: string): Promise<void> {
  await withClient(admin, (client) =>
    client.query(`drop database if exists ${escapeIdentifier(database)} with (force)`),
  )
}

function ownerConfig(inside: DatabaseConfig, superuser: boolean, embedded: boolean, secrets: Secrets): DatabaseConfig {
  if (embedded) return { ...inside, user: ownerRole, password: secrets.databasePasswords.owner }
  return superuser ? { ...inside, options: `-c role=${ownerRole}` } : inside
}

/** One login role a database, for roles belong to the whole server. Names end at 63 bytes. */
function loginRole(database: string): string {
  const role = `xingtan_login_${database}`
  if (Buffer.byteLength(role) <= 63) return role
  return `xingtan_login_${createHash('sha256').update(database).digest('hex').slice(0, 24)}`
}

/** Inside the database, as the strongest user we have. */
async function furnish(client: Client, database: string, owner: string, secrets: Secrets): Promise<void> {
  const login = loginRole(database)
  await makeRole(client, appGroup, 'nologin nosuperuser nobypassrls nocreaterole nocreatedb')
  await makeRole(
    client,
    login,
    `login nosuperuser nobypassrls nocreaterole nocreatedb inherit password ${escapeLiteral(scramVerifier(secrets.databasePasswords.app))}`,
  )
  const { rowCount } = await client.query(
    `select from pg_auth_members where roleid = $1::regrole and member = $2::regrole`,
    [appGroup, escapeIdentifier(login)],
  )
  if (rowCount === 0) await client.query(`grant ${appGroup} to ${escapeIdentifier(login)}`)
  await client.query(`
    create extension if not exists btree_gist;
    grant connect on database ${escapeIdentifier(database)} to ${appGroup};
    grant create, connect on database ${escapeIdentifier(database)} to ${escapeIdentifier(owner)};
    grant usage, create on schema public to ${escapeIdentifier(owner)};
  `)
}

/** The database remembers which data folder's keys it was written with: with others its secrets could not be read, only spoilt. */
async function checkKeys(client: Client, secrets: Secrets): Promise<void> {
  const fingerprint = createHmac('sha256', secrets.kek).update('xingtan key check').digest('hex')
  await client.query(`
    create schema if not exists house;
    create table if not exists house.key_check (only_row boolean primary key default true check (only_row), fingerprint text not null);
  `)
  await client.query('insert into house.key_check (fingerprint) values ($1) on conflict do nothing', [fingerprint])
  const { rows } = await client.query<{ fingerprint: string }>('select fingerprint from house.key_check')
  if (rows[0]?.fingerprint !== fingerprint)
    throw new StartProblem(
      '这个数据库是用另一套密钥写的，现在的数据文件夹打不开它；请用 --data 指定原来的数据文件夹，或换一个空数据库。',
    )
}

/** A role of that name may be left from a dropped database: then it gets today's password. */
async function proveLogin(admin: DatabaseConfig, role: DatabaseConfig): Promise<void> {
  try {
    await tryLogin(role)
  } catch {
    const secret = escapeLiteral(scramVerifier(role.password))
    await withClient(admin, (client) =>
      client.query(`alter role ${escapeIdentifier(role.user)} login password ${secret}`),
    )
    await withClient(role, (client) => client.query('select 1'))
  }
}

async function tryLogin(config: DatabaseConfig): Promise<void> {
  const client = new Client(config)
  client.on('error', () => undefined)
  try {
    await client.connect()
  } finally {
    await client.end()
  }
}

/** Opens one connection for the work and closes it; a database that cannot be reached is told in one sentence. */
async function withClient<T>(config: DatabaseConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...config, connectionTimeoutMillis: 15_000 })
  // A connection lost while idle shows again, and is thrown, at the next query.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    await client.end().catch(() => undefined)
    throw new StartProblem(
      `连不上数据库（${config.host}:${config.port}，库 ${config.database}，用户 ${config.user}）：${systemReason(error)}。请检查地址、口令和数据库是否在运行。`,
      1,
      { cause: error },
    )
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** RFC 5803: the server keeps what proves the password and never sees the password, nor can its log. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
