-- Ids are never used again (AUTOINCREMENT). Texts named margins, listed, domain_aliases and levels are JSON, empty where
-- there is nothing to say. Times are microseconds since 1970 UTC. folded_* are lower-case copies for comparing without
-- case, which SQLite does for ASCII only. An index on tenant_id alone gives a tenant's rows in order of id.

CREATE TABLE tenants (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  parent_id       INTEGER REFERENCES tenants (id),
  name            TEXT NOT NULL,
  folded_name     TEXT NOT NULL,
  domain          TEXT NOT NULL,
  domain_aliases  TEXT NOT NULL,
  max_phones      INTEGER,
  max_hunt_groups INTEGER,
  max_codes       INTEGER,
  mailbox_prefix  TEXT NOT NULL,
  deleted         INTEGER,
  margins         TEXT NOT NULL
) STRICT;
CREATE INDEX tenants_by_parent ON tenants (parent_id);
CREATE INDEX tenants_by_name ON tenants (name);

-- The DNS names of live tenants, primary ones and aliases alike.
CREATE TABLE tenant_domains (
  name      TEXT PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tenant_domains_by_tenant ON tenant_domains (tenant_id);

CREATE TABLE people (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id       INTEGER NOT NULL REFERENCES tenants (id),
  username        TEXT NOT NULL,
  folded_username TEXT NOT NULL UNIQUE,
  role            INTEGER NOT NULL,
  email           TEXT NOT NULL,
  folded_email    TEXT NOT NULL,
  forename        TEXT NOT NULL,
  surname         TEXT NOT NULL,
  password_hash   TEXT NOT NULL,
  proof_hash      TEXT NOT NULL,
  margins         TEXT NOT NULL
) STRICT;
CREATE INDEX people_by_tenant ON people (tenant_id);
CREATE INDEX people_by_username ON people (tenant_id, username);
CREATE INDEX people_by_forename ON people (tenant_id, forename);
CREATE INDEX people_by_surname ON people (tenant_id, surname);
CREATE INDEX people_by_full_name ON people (tenant_id, forename || ' ' || surname);
CREATE INDEX people_by_email ON people (folded_email);

CREATE TABLE phones (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id           INTEGER NOT NULL REFERENCES tenants (id),
  name                TEXT NOT NULL,
  listed              TEXT NOT NULL,
  holder              TEXT NOT NULL,
  owner_id            INTEGER NOT NULL,
  password            TEXT NOT NULL, -- sealed
  pin                 TEXT NOT NULL, -- sealed
  web_password_hash   TEXT NOT NULL,
  web_proof_hash      TEXT NOT NULL,
  forward_number      TEXT NOT NULL,
  forward_on          INTEGER NOT NULL,
  busy                TEXT NOT NULL,
  no_answer           TEXT NOT NULL,
  unregistered        TEXT NOT NULL,
  ring_time           INTEGER NOT NULL,
  do_not_disturb      INTEGER NOT NULL,
  anonymous           TEXT NOT NULL,
  caller_id           TEXT NOT NULL,
  emergency_caller_id TEXT NOT NULL,
  dial_plan           TEXT NOT NULL,
  codec               TEXT NOT NULL,
  language            TEXT NOT NULL,
  music               INTEGER NOT NULL,
  hardware_address    TEXT NOT NULL,
  mailbox             TEXT NOT NULL,
  margins             TEXT NOT NULL,
  UNIQUE (tenant_id, name)
) STRICT;
CREATE INDEX phones_by_tenant ON phones (tenant_id);
CREATE INDEX phones_by_name ON phones (name);
CREATE INDEX phones_by_holder ON phones (tenant_id, holder);
CREATE INDEX phones_by_owner ON phones (owner_id) WHERE owner_id <> 0;
CREATE INDEX phones_by_busy ON phones (tenant_id, busy) WHERE busy <> '';
CREATE INDEX phones_by_no_answer ON phones (tenant_id, no_answer) WHERE no_answer <> '';
CREATE INDEX phones_by_unregistered ON phones (tenant_id, unregistered) WHERE unregistered <> '';

CREATE TABLE hunt_groups (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id       INTEGER NOT NULL REFERENCES tenants (id),
  account         TEXT NOT NULL,
  listed          TEXT NOT NULL,
  name            TEXT NOT NULL,
  description     TEXT NOT NULL,
  owner_id        INTEGER NOT NULL,
  ring_time       INTEGER NOT NULL,
  music           INTEGER NOT NULL,
  recording_on    INTEGER NOT NULL,
  recording_group INTEGER NOT NULL,
  no_answer       TEXT NOT NULL,
  busy            TEXT NOT NULL,
  unavailable     TEXT NOT NULL,
  levels          TEXT NOT NULL,
  margins         TEXT NOT NULL
) STRICT;
CREATE INDEX hunt_groups_by_tenant ON hunt_groups (tenant_id);
CREATE INDEX hunt_groups_by_name ON hunt_groups (tenant_id, name);
CREATE INDEX hunt_groups_by_description ON hunt_groups (tenant_id, description);
CREATE INDEX hunt_groups_by_owner ON hunt_groups (owner_id) WHERE owner_id <> 0;

CREATE TABLE members (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id        INTEGER NOT NULL REFERENCES tenants (id),
  hunt_group_id    INTEGER NOT NULL REFERENCES hunt_groups (id),
  position         INTEGER NOT NULL, -- among all members of the group
  level            INTEGER NOT NULL,
  destination      TEXT NOT NULL,
  available        INTEGER NOT NULL,
  screen           INTEGER NOT NULL,
  append_caller_id TEXT NOT NULL,
  description      TEXT NOT NULL,
  margins          TEXT NOT NULL
) STRICT;
CREATE INDEX members_by_hunt_group ON members (hunt_group_id, position);
CREATE INDEX members_by_destination ON members (destination, tenant_id);

CREATE TABLE feature_codes (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id        INTEGER NOT NULL REFERENCES tenants (id),
  code             TEXT NOT NULL,
  dialable         INTEGER NOT NULL, -- 1 where a keypad can send the code
  form             TEXT NOT NULL,
  listed           TEXT NOT NULL,
  description      TEXT NOT NULL,
  owner_id         INTEGER NOT NULL,
  password         TEXT NOT NULL, -- sealed
  destination      TEXT NOT NULL,
  fax_destination  TEXT NOT NULL,
  text_destination TEXT NOT NULL,
  margins          TEXT NOT NULL,
  UNIQUE (tenant_id, code)
) STRICT;
CREATE INDEX feature_codes_by_tenant ON feature_codes (tenant_id);
CREATE INDEX feature_codes_by_description ON feature_codes (tenant_id, description);
CREATE INDEX feature_codes_by_destination ON feature_codes (tenant_id, destination);
CREATE INDEX feature_codes_by_owner ON feature_codes (owner_id) WHERE owner_id <> 0;
CREATE INDEX feature_codes_by_fax ON feature_codes (tenant_id, fax_destination) WHERE fax_destination <> '';
CREATE INDEX feature_codes_by_text ON feature_codes (tenant_id, text_destination) WHERE text_destination <> '';

-- The number plan: who holds a name. object_id is the id of a row in the table that kind names.
CREATE TABLE plan (
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  object_id INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  dialect   TEXT NOT NULL,
  request   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  object_id INTEGER NOT NULL,
  name      TEXT NOT NULL,
  action    TEXT NOT NULL,
  before    TEXT NOT NULL,
  after     TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_tenant ON journal (tenant_id);

-- Sign-ins refer to people and phones without a foreign key, since 0 stands for none.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person_id  INTEGER NOT NULL,
  tenant_id  INTEGER NOT NULL,
  phone_id   INTEGER NOT NULL,
  once       INTEGER NOT NULL,
  expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires);
CREATE INDEX sessions_by_person ON sessions (person_id) WHERE person_id <> 0;
CREATE INDEX sessions_by_phone ON sessions (phone_id) WHERE phone_id <> 0;
