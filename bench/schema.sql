-- The schema of the data set: the migrations of commit 16ce771, the oldest commit that the benchmark can measure. Landed migrations never
-- change, so neither does this file. Each build brings it up to date with its own "migrate". Generated:
-- dotnet ef migrations script 0 20261121160526_Access --project src/Infrastructure --startup-project eng/Migrations, and a semicolon added
-- after the exclusion constraint.
CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

START TRANSACTION;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE idempotency_records (
    id bytea NOT NULL,
    fingerprint bytea NOT NULL,
    response bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_idempotency_records PRIMARY KEY (id)
);

CREATE TABLE users (
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    search_name text NOT NULL,
    metadata json NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id)
);

CREATE TABLE conversations (
    id uuid NOT NULL,
    user_a_id text COLLATE "C" NOT NULL,
    user_b_id text COLLATE "C" NOT NULL,
    last_message_id uuid NOT NULL,
    last_activity_at timestamp with time zone NOT NULL,
    read_by_a uuid,
    read_by_b uuid,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT ck_conversations_users_in_order CHECK (user_a_id < user_b_id),
    CONSTRAINT fk_conversations_users_user_a_id FOREIGN KEY (user_a_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_conversations_users_user_b_id FOREIGN KEY (user_b_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE TABLE messages (
    conversation_id uuid NOT NULL,
    id uuid NOT NULL,
    sender_id text COLLATE "C" NOT NULL,
    recipient_id text COLLATE "C" NOT NULL,
    body text,
    liked_by text[] COLLATE "C" NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (conversation_id, id),
    CONSTRAINT ck_messages_deleted_has_no_body CHECK ((body IS NULL) = (deleted_at IS NOT NULL)),
    CONSTRAINT ck_messages_liked_by_participants CHECK (liked_by <@ ARRAY[sender_id, recipient_id] AND cardinality(liked_by) <= 2),
    CONSTRAINT ck_messages_two_users CHECK (sender_id <> recipient_id),
    CONSTRAINT ck_messages_version CHECK (version > 0),
    CONSTRAINT fk_messages_conversations_conversation_id FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE RESTRICT
);

CREATE INDEX ix_conversations_user_a_id_last_message_id ON conversations (user_a_id, last_message_id);

CREATE INDEX ix_conversations_user_b_id_last_message_id ON conversations (user_b_id, last_message_id);

CREATE INDEX ix_idempotency_records_expires_at ON idempotency_records (expires_at);

CREATE INDEX ix_messages_conversation_id_recipient_id_id ON messages (conversation_id, recipient_id, id);

CREATE INDEX ix_messages_id ON messages (id) WHERE version > 0;

CREATE INDEX ix_messages_recipient_id_id ON messages (recipient_id, id);

CREATE INDEX ix_messages_sender_id_id ON messages (sender_id, id);

CREATE INDEX ix_users_search_name ON users USING gin (search_name gin_trgm_ops);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121115637_Foundation', '10.0.14');

COMMIT;

START TRANSACTION;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE orders (
    id text COLLATE "C" NOT NULL,
    datetime timestamp with time zone NOT NULL,
    total_fee numeric(15,2) NOT NULL,
    service_ids text[] COLLATE "C" NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT ck_orders_total_fee CHECK (total_fee >= 0)
);

CREATE TABLE services (
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_services PRIMARY KEY (id)
);

CREATE TABLE slot_window (
    id integer NOT NULL,
    scope text NOT NULL,
    length bigint NOT NULL,
    CONSTRAINT pk_slot_window PRIMARY KEY (id),
    CONSTRAINT ck_slot_window_one_row CHECK (id = 1)
);

CREATE TABLE order_slots (
    order_id text COLLATE "C" NOT NULL,
    scope_key text COLLATE "C" NOT NULL,
    during int8range NOT NULL,
    CONSTRAINT pk_order_slots PRIMARY KEY (order_id, scope_key),
    CONSTRAINT ck_order_slots_during CHECK (lower(during) IS NOT NULL AND upper(during) IS NOT NULL),
    CONSTRAINT fk_order_slots_orders_order_id FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
);

CREATE TABLE service_uses (
    order_id text COLLATE "C" NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    datetime timestamp with time zone NOT NULL,
    CONSTRAINT pk_service_uses PRIMARY KEY (order_id, service_id),
    CONSTRAINT fk_service_uses_orders_order_id FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT fk_service_uses_services_service_id FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE RESTRICT
);

CREATE INDEX ix_orders_datetime_id ON orders (datetime, id);

CREATE INDEX ix_service_uses_service_id_datetime_order_id ON service_uses (service_id, datetime, order_id);

ALTER TABLE order_slots ADD CONSTRAINT ex_order_slots_window EXCLUDE USING gist (scope_key WITH =, during WITH &&);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121131409_Orders', '10.0.14');

COMMIT;

START TRANSACTION;
CREATE TABLE sms_keys (
    id text NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT pk_sms_keys PRIMARY KEY (id)
);

CREATE TABLE sms_messages (
    id uuid NOT NULL,
    sealed_phone bytea NOT NULL,
    sealed_body bytea NOT NULL,
    phone_index bytea NOT NULL,
    sealed_with text NOT NULL,
    segments integer NOT NULL,
    status text NOT NULL,
    history json NOT NULL,
    attempts integer NOT NULL,
    failure json,
    send_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    is_handing_over boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_sms_messages PRIMARY KEY (id),
    CONSTRAINT fk_sms_messages_sms_keys_sealed_with FOREIGN KEY (sealed_with) REFERENCES sms_keys (id) ON DELETE RESTRICT
);

CREATE INDEX ix_sms_messages_due_at_id ON sms_messages (due_at, id) WHERE due_at IS NOT NULL;

CREATE INDEX ix_sms_messages_phone_index_id ON sms_messages (phone_index, id);

CREATE INDEX ix_sms_messages_sealed_with ON sms_messages (sealed_with);

CREATE INDEX ix_sms_messages_status_id ON sms_messages (status, id);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121135859_Sms', '10.0.14');

COMMIT;

START TRANSACTION;
ALTER TABLE users ADD token_generation integer NOT NULL DEFAULT 0;

CREATE TABLE service_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_service_keys PRIMARY KEY (id)
);

CREATE TABLE token_keys (
    id text NOT NULL,
    xml text NOT NULL,
    CONSTRAINT pk_token_keys PRIMARY KEY (id)
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121160526_Access', '10.0.14');

COMMIT;
