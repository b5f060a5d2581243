SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE TABLE public."__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL
);
CREATE TABLE public.conversations (
    id uuid NOT NULL,
    user_a_id text NOT NULL COLLATE pg_catalog."C",
    user_b_id text NOT NULL COLLATE pg_catalog."C",
    last_message_id uuid NOT NULL,
    last_activity_at timestamp with time zone NOT NULL,
    read_by_a uuid,
    read_by_b uuid,
    CONSTRAINT ck_conversations_users_in_order CHECK ((user_a_id < user_b_id))
);
CREATE TABLE public.idempotency_records (
    id bytea NOT NULL,
    fingerprint bytea NOT NULL,
    response bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.messages (
    conversation_id uuid NOT NULL,
    id uuid NOT NULL,
    sender_id text NOT NULL COLLATE pg_catalog."C",
    recipient_id text NOT NULL COLLATE pg_catalog."C",
    body text,
    liked_by text[] NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT ck_messages_deleted_has_no_body CHECK (((body IS NULL) = (deleted_at IS NOT NULL))),
    CONSTRAINT ck_messages_liked_by_participants CHECK (((liked_by <@ ARRAY[sender_id, recipient_id]) AND (cardinality(liked_by) <= 2))),
    CONSTRAINT ck_messages_two_users CHECK ((sender_id <> recipient_id)),
    CONSTRAINT ck_messages_version CHECK ((version > 0))
);
CREATE TABLE public.order_slots (
    order_id text NOT NULL COLLATE pg_catalog."C",
    scope_key text NOT NULL COLLATE pg_catalog."C",
    during int8range NOT NULL,
    CONSTRAINT ck_order_slots_during CHECK (((lower(during) IS NOT NULL) AND (upper(during) IS NOT NULL)))
);
CREATE TABLE public.orders (
    id text NOT NULL COLLATE pg_catalog."C",
    datetime timestamp with time zone NOT NULL,
    total_fee numeric(15,2) NOT NULL,
    service_ids text[] NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ck_orders_total_fee CHECK ((total_fee >= (0)::numeric))
);
CREATE TABLE public.service_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);
CREATE TABLE public.service_uses (
    order_id text NOT NULL COLLATE pg_catalog."C",
    service_id text NOT NULL COLLATE pg_catalog."C",
    datetime timestamp with time zone NOT NULL
);
CREATE TABLE public.services (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL
);
CREATE TABLE public.slot_window (
    id integer NOT NULL,
    scope text NOT NULL,
    length bigint NOT NULL,
    CONSTRAINT ck_slot_window_one_row CHECK ((id = 1))
);
CREATE TABLE public.sms_keys (
    id text NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE public.sms_messages (
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
    version integer NOT NULL
);
CREATE TABLE public.token_keys (
    id text NOT NULL,
    xml text NOT NULL
);
CREATE TABLE public.users (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    search_name text NOT NULL,
    metadata json NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    token_generation integer DEFAULT 0 NOT NULL
);
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261121115637_Foundation', '10.0.14');
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261121131409_Orders', '10.0.14');
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261121135859_Sms', '10.0.14');
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261121160526_Access', '10.0.14');
INSERT INTO public.conversations VALUES ('60ab7d6e-b626-80db-9913-3c28c71aaa7f', 'ann', 'cyd', '01a22981-245a-774d-bbd1-70b43cb6e8e0', '2026-11-29 22:50:59.034+00', NULL, NULL);
INSERT INTO public.conversations VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', 'ann', 'bob', '01a22981-243e-7b1d-a156-8895eda40032', '2026-11-29 22:50:59.006+00', '01a22981-23ea-7fd4-9738-a7883b6f1547', NULL);
INSERT INTO public.conversations VALUES ('67618d82-b03c-86c6-b77b-89125f5c9dbb', 'ann', 'dan', '01a22981-303d-7023-ab61-bdc667001b00', '2026-11-29 22:51:02.077+00', NULL, NULL);
INSERT INTO public.idempotency_records VALUES ('\x86a6da46dbd2bece3bdf415b694ab2a58901d7d4e396028be42d88a7aa177725', '\xa6ad3e649f8febc759946c1151749d240bac41fb20a2103272dfc33a1172c89f', '\x9d45aad22249fa25abdbc461dba7f931889cedede188c62e3813c346bfd710b0982f4b32aafbcbb7e3940753921cf10a4c9325bd6f517678680d7504f33d4b5ac9e91956c12cc0aad9ff1420b531026f3d8a53d4c75dfcdb56671953cc2fe6945f88ca12b23caeb4c81119e8c42b20c24b29652c231f248cf3c78bcb4d9f762519b1b5c9cbd7f61c41e2a0e285cc95c8ec50f5f896cacba76b3274c0205af4ed3f1222d6a0696eb4ef3e0ae089d2c06ce7c97f42cb5e110062d79fa805ccc2d591d90582bb629a2e4a9ad0b196a3b557a16215c0ed2d00bb677a0b52a71d10c3a4b643e5192f4d7c84ac4b2be5e36cd78178474927ae8ec4373279cb2758b2834d7eb27076695cb83cce131fe11482d970e91dace9f8ef4d5c0f1b061cb6a8bd846dace1c177645c90148507ad0f1376cab80c3c0c9dd2b21d158b68f6f7d37cf6c667767853eb1c05b736aba2ea9074c1d6f2184946828c0b0f03e50ed20a7fc7d8f7fe6fb5344152166b708317e8375aa23002b6e78fd539bc386bf2272a8709e6851b59e3035d2912e3450065be8ffc167e913ea07c9402027c74a227bfe4b89d28ba24dd18495cde08984de6394dfd1d53ad09199dc1b0f916c996239107c13f36ffe344c75c9c32549187329846259234652166f62f4c3b26ffc137ea8835bcf4322bceb528b64e6d4ab8b283194d45d44b9519fd8c6be8aff35d4d8b', '2026-11-30 22:51:02.151774+00');
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-23ea-7fd4-9738-a7883b6f1547', 'bob', 'ann', 'Message 3', '{}', '2026-11-29 22:50:58.922+00', NULL, NULL, 1);
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-2416-7a40-9bc6-5895e23eb34d', 'ann', 'bob', 'Message 4', '{}', '2026-11-29 22:50:58.966+00', NULL, NULL, 1);
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-243e-7b1d-a156-8895eda40032', 'bob', 'ann', 'Message 5', '{}', '2026-11-29 22:50:59.006+00', NULL, NULL, 1);
INSERT INTO public.messages VALUES ('60ab7d6e-b626-80db-9913-3c28c71aaa7f', '01a22981-245a-774d-bbd1-70b43cb6e8e0', 'cyd', 'ann', 'From Cyd', '{}', '2026-11-29 22:50:59.034+00', NULL, NULL, 1);
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-23bc-7591-be58-a4007a7b47d8', 'bob', 'ann', 'Edited', '{}', '2026-11-29 22:50:58.876+00', '2026-11-29 22:50:59.911+00', NULL, 2);
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-236b-732f-a0c9-7b043ea2932e', 'ann', 'bob', 'Message 0', '{bob}', '2026-11-29 22:50:58.795+00', NULL, NULL, 1);
INSERT INTO public.messages VALUES ('ed2ccac0-84e1-859b-b1ca-5434a40d0c99', '01a22981-23c8-7660-aceb-eedb0dbd4c6a', 'ann', 'bob', NULL, '{}', '2026-11-29 22:50:58.888+00', NULL, '2026-11-29 22:51:00.173+00', 2);
INSERT INTO public.messages VALUES ('67618d82-b03c-86c6-b77b-89125f5c9dbb', '01a22981-303d-7023-ab61-bdc667001b00', 'dan', 'ann', 'Once', '{}', '2026-11-29 22:51:02.077+00', NULL, NULL, 1);
INSERT INTO public.order_slots VALUES ('223', '123', '[1667301071111,1667311871111)');
INSERT INTO public.order_slots VALUES ('224', '789', '[1667301071111,1667311871111)');
INSERT INTO public.order_slots VALUES ('225', '456', '[1667301071111,1667311871111)');
INSERT INTO public.orders VALUES ('223', '2022-11-01 11:11:11.111+00', 100.00, '{123}', '2026-11-29 22:51:00.943+00', '2026-11-29 22:51:00.943+00', 1);
INSERT INTO public.orders VALUES ('224', '2022-11-01 11:11:11.111+00', 100.00, '{789}', '2026-11-29 22:51:01.215+00', '2026-11-29 22:51:01.215+00', 1);
INSERT INTO public.orders VALUES ('225', '2022-11-01 11:11:11.111+00', 100.00, '{456}', '2026-11-29 22:51:01.243+00', '2026-11-29 22:51:01.243+00', 1);
INSERT INTO public.service_keys VALUES ('01a22980-9a43-79ec-9d9d-f3f829773ea5', 'upgrade', '{users,messages,orders,sms,tokens,admin}', '\xf6ac140b045a9871e9ade614f740cd7a3a7778f8f8b61faa794a8a507a8244aa', '2026-11-29 22:50:23.683+00', NULL, NULL);
INSERT INTO public.service_uses VALUES ('223', '123', '2022-11-01 11:11:11.111+00');
INSERT INTO public.service_uses VALUES ('224', '789', '2022-11-01 11:11:11.111+00');
INSERT INTO public.service_uses VALUES ('225', '456', '2022-11-01 11:11:11.111+00');
INSERT INTO public.services VALUES ('123', 'Inspection', '2026-11-29 22:51:00.37+00', '2026-11-29 22:51:00.37+00', 1);
INSERT INTO public.services VALUES ('789', 'Testing', '2026-11-29 22:51:00.678+00', '2026-11-29 22:51:00.678+00', 1);
INSERT INTO public.services VALUES ('456', 'Analysis', '2026-11-29 22:51:00.736+00', '2026-11-29 22:51:00.736+00', 1);
INSERT INTO public.slot_window VALUES (1, 'Service', 10800000);
INSERT INTO public.sms_keys VALUES ('k1', '\x6b2af88eb132b05debfa3020d38ee292bb99cfd966e1b6f0c1200ef10956c556');
INSERT INTO public.sms_keys VALUES ('#index', '\xda7275911505c9c702527dbadd334df2f6b00b3725e30f54462701118afe4138');
INSERT INTO public.sms_messages VALUES ('01a22981-2e70-75df-bee0-7cc01754efc7', '\xe94a526aeeb4106caf00889c87535f615dabf48d09457432f576c0b78062dc335b9f839d100ba606', '\x45f01a696ffae4e302abe0647a07c8e910b304b917456973a9563bd435c108b2ce', '\xeb440a9cd58a0d75301bf7dd6838c4962419484119c97926148fb6c0c4295f61', 'k1', 1, 'scheduled', '[{"Status":"Scheduled","At":"2026-11-29T22:51:01.616+00:00"}]', 0, NULL, '2035-01-01 00:00:00+00', '2035-01-01 04:00:00+00', '2035-01-01 00:00:00+00', false, 1);
INSERT INTO public.sms_messages VALUES ('01a22981-2d54-753b-8d85-7c237d22b97d', '\xd0d26dd726c55ee328100afcd7334b0587f0ad199786f0b8d27f2e98dae79bab202cc0b02e181bf2', '\xcaf9b94cf705fb68d70c2cdf07e2120bcb1eacf4b35cd804a4ead0e8632ec53fb5e6591391f288621719721f18884b4726026e', '\xdd8e37226981897080d54c7dd4b79b61d7b2d656672c92cb8b8bfe554c5ab1b0', 'k1', 1, 'delivered', '[{"Status":"Queued","At":"2026-11-29T22:51:01.332+00:00"},{"Status":"Sending","At":"2026-11-29T22:51:01.602+00:00"},{"Status":"Sent","At":"2026-11-29T22:51:01.8+00:00"},{"Status":"Delivered","At":"2026-11-29T22:51:01.96+00:00"}]', 1, NULL, NULL, '2026-11-30 02:51:01.332+00', NULL, false, 5);
INSERT INTO public.token_keys VALUES ('key-7ded6579-324e-41cf-b9e3-ea44dfa392d6', '<key id="7ded6579-324e-41cf-b9e3-ea44dfa392d6" version="1"><creationDate>2026-11-29T22:50:50.4747958Z</creationDate><activationDate>2026-11-29T22:50:50.4747958Z</activationDate><expirationDate>2027-02-27T22:50:50.4747958Z</expirationDate><descriptor deserializerType="Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, Microsoft.AspNetCore.DataProtection, Version=10.0.0.0, Culture=neutral, PublicKeyToken=adb9793829ddae60"><descriptor><encryption algorithm="AES_256_CBC" /><validation algorithm="HMACSHA256" /><encryptedSecret decryptorType="Concierge.Infrastructure.Access.TokenKeyDecryptor, Concierge.Infrastructure, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" xmlns="http://schemas.asp.net/2015/03/dataProtection"><encrypted xmlns="">Of1emaREdN9dVdq50dEQ6Zaz0XdTe8aDb78quajecoufuL+l908/gqhjfi4RIZtdUH2Isqx8dONIMKt/5n0fybj4ZGa3WScDY4BFCSjPa8LpKvCtSSkoE4iRlIL9ufzod0pkxfeYHAWvm43ugz8+kHFX6fPMN6fHfz8lREfBPPQv5GLGWeaGo9j6QcUbDGvjHTEWslJKH1IyzHvx60pHxm8+E+aGRhb0cfVFP77BeiOAsx34h5A4S9PNA+CNZbOWycnOxsJNK7pIuuv7SXUJ9Yi4NSaBMA/qJThLd7Dd6aRZ8k87IbK1d/MTl283mxTf66OimxA6nd7stEajSN/+KEK24m0bjEqipOx0+2P/xjCEFbZQMSgAVl5FNyhq23EE+UmLU05S/cWtuQ==</encrypted></encryptedSecret></descriptor></descriptor></key>');
INSERT INTO public.users VALUES ('ann', 'Ann', 'ann', '{"team":"blue"}', 'active', '2026-11-29 22:50:57.619+00', '2026-11-29 22:50:57.619+00', 1, 0);
INSERT INTO public.users VALUES ('bob', 'Bob', 'bob', '{"team":"blue"}', 'active', '2026-11-29 22:50:58.219+00', '2026-11-29 22:50:58.219+00', 1, 0);
INSERT INTO public.users VALUES ('cyd', 'Cyd', 'cyd', '{"team":"blue"}', 'active', '2026-11-29 22:50:58.346+00', '2026-11-29 22:50:58.346+00', 1, 0);
INSERT INTO public.users VALUES ('dan', 'Dan', 'dan', '{"team":"blue"}', 'deactivated', '2026-11-29 22:50:58.374+00', '2026-11-29 22:51:02.222+00', 2, 0);
ALTER TABLE ONLY public."__EFMigrationsHistory"
    ADD CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId");
ALTER TABLE ONLY public.order_slots
    ADD CONSTRAINT ex_order_slots_window EXCLUDE USING gist (scope_key WITH =, during WITH &&);
ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT pk_conversations PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_records
    ADD CONSTRAINT pk_idempotency_records PRIMARY KEY (id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT pk_messages PRIMARY KEY (conversation_id, id);
ALTER TABLE ONLY public.order_slots
    ADD CONSTRAINT pk_order_slots PRIMARY KEY (order_id, scope_key);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT pk_orders PRIMARY KEY (id);
ALTER TABLE ONLY public.service_keys
    ADD CONSTRAINT pk_service_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.service_uses
    ADD CONSTRAINT pk_service_uses PRIMARY KEY (order_id, service_id);
ALTER TABLE ONLY public.services
    ADD CONSTRAINT pk_services PRIMARY KEY (id);
ALTER TABLE ONLY public.slot_window
    ADD CONSTRAINT pk_slot_window PRIMARY KEY (id);
ALTER TABLE ONLY public.sms_keys
    ADD CONSTRAINT pk_sms_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.sms_messages
    ADD CONSTRAINT pk_sms_messages PRIMARY KEY (id);
ALTER TABLE ONLY public.token_keys
    ADD CONSTRAINT pk_token_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);
CREATE INDEX ix_conversations_user_a_id_last_message_id ON public.conversations USING btree (user_a_id, last_message_id);
CREATE INDEX ix_conversations_user_b_id_last_message_id ON public.conversations USING btree (user_b_id, last_message_id);
CREATE INDEX ix_idempotency_records_expires_at ON public.idempotency_records USING btree (expires_at);
CREATE INDEX ix_messages_conversation_id_recipient_id_id ON public.messages USING btree (conversation_id, recipient_id, id);
CREATE INDEX ix_messages_id ON public.messages USING btree (id) WHERE (version > 0);
CREATE INDEX ix_messages_recipient_id_id ON public.messages USING btree (recipient_id, id);
CREATE INDEX ix_messages_sender_id_id ON public.messages USING btree (sender_id, id);
CREATE INDEX ix_orders_datetime_id ON public.orders USING btree (datetime, id);
CREATE INDEX ix_service_uses_service_id_datetime_order_id ON public.service_uses USING btree (service_id, datetime, order_id);
CREATE INDEX ix_sms_messages_due_at_id ON public.sms_messages USING btree (due_at, id) WHERE (due_at IS NOT NULL);
CREATE INDEX ix_sms_messages_phone_index_id ON public.sms_messages USING btree (phone_index, id);
CREATE INDEX ix_sms_messages_sealed_with ON public.sms_messages USING btree (sealed_with);
CREATE INDEX ix_sms_messages_status_id ON public.sms_messages USING btree (status, id);
CREATE INDEX ix_users_search_name ON public.users USING gin (search_name public.gin_trgm_ops);
ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT fk_conversations_users_user_a_id FOREIGN KEY (user_a_id) REFERENCES public.users(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT fk_conversations_users_user_b_id FOREIGN KEY (user_b_id) REFERENCES public.users(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_conversations_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.order_slots
    ADD CONSTRAINT fk_order_slots_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.service_uses
    ADD CONSTRAINT fk_service_uses_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.service_uses
    ADD CONSTRAINT fk_service_uses_services_service_id FOREIGN KEY (service_id) REFERENCES public.services(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.sms_messages
    ADD CONSTRAINT fk_sms_messages_sms_keys_sealed_with FOREIGN KEY (sealed_with) REFERENCES public.sms_keys(id) ON DELETE RESTRICT;
