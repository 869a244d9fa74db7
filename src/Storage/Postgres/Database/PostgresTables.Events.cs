namespace OrleansAgents.Storage;

// The event log and answers by idempotency key.
internal static partial class PostgresTables
{
    /// <summary>
    /// An append is one function that locks the stream's row, checks everything, and changes something only then. So an append that is
    /// refused has changed nothing, and the others of its transaction need no savepoints to go on.
    /// </summary>
    private const string EventsAndIdempotency =
        """
        -- Streams of events. Times are UTC in milliseconds since 1970; events counts the rows in the table of events.
        CREATE TABLE orleansagents.event_stream (
            id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name          text COLLATE "C" NOT NULL UNIQUE,
            owner         text COLLATE "C" NOT NULL,
            title         text NOT NULL,
            created_at    bigint NOT NULL,
            updated_at    bigint NOT NULL,
            last_sequence bigint NOT NULL,
            events        bigint NOT NULL,
            snapshot      json
        ) WITH (fillfactor = 80);
        CREATE INDEX event_stream_of_owner ON orleansagents.event_stream (owner, updated_at DESC, id DESC);

        -- Their events. data is JSON.
        CREATE TABLE orleansagents.event (
            stream   bigint NOT NULL,
            sequence bigint NOT NULL,
            kind     text COLLATE "C" NOT NULL,
            at       bigint NOT NULL,
            data     json NOT NULL,
            key      text COLLATE "C",
            PRIMARY KEY (stream, sequence)
        );
        CREATE UNIQUE INDEX event_key ON orleansagents.event (stream, key) WHERE key IS NOT NULL;

        -- outcome: 0 appended; 1 the stream is at another event, whose number is in reached, or missing; 2 the key is taken; 3 the stream would have too many events, as many as reached says.
        CREATE FUNCTION orleansagents.event_append(
            the_name text, expected bigint, birth_owner text, new_title text, new_snapshot json, the_time bigint,
            fold_kind text, fold_first bigint, fold_last bigint, kinds text[], datas json[], keys text[], events_max bigint,
            OUT outcome integer, OUT reached bigint, OUT taken text)
        LANGUAGE plpgsql AS $$
        DECLARE
            the_id bigint;
            events_before bigint := 0;
            folded bigint := 0;
            added bigint := cardinality(kinds);
        BEGIN
            outcome := 0;
            IF birth_owner IS NULL THEN
                SELECT s.id, s.last_sequence, s.events INTO the_id, reached, events_before FROM orleansagents.event_stream s WHERE s.name = the_name FOR UPDATE;
                IF reached IS DISTINCT FROM expected THEN outcome := 1; RETURN; END IF;
                IF events_before + added > events_max THEN
                    SELECT events_before + added - count(*) INTO reached FROM orleansagents.event e
                    WHERE e.stream = the_id AND e.sequence BETWEEN fold_first AND fold_last AND e.kind = fold_kind;
                    IF reached > events_max THEN outcome := 3; RETURN; END IF;
                END IF;
            END IF;

            SELECT k INTO taken FROM unnest(keys) AS k WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1 LIMIT 1;
            IF taken IS NULL AND the_id IS NOT NULL THEN
                SELECT e.key INTO taken FROM orleansagents.event e
                WHERE e.stream = the_id AND e.key = ANY (keys) AND (e.sequence BETWEEN fold_first AND fold_last AND e.kind = fold_kind) IS NOT TRUE LIMIT 1;
            END IF;
            IF taken IS NOT NULL THEN outcome := 2; RETURN; END IF;

            IF birth_owner IS NOT NULL THEN
                INSERT INTO orleansagents.event_stream (name, owner, title, created_at, updated_at, last_sequence, events, snapshot)
                VALUES (the_name, birth_owner, new_title, the_time, the_time, added, added, new_snapshot) ON CONFLICT (name) DO NOTHING RETURNING id INTO the_id;
                IF NOT FOUND THEN
                    SELECT s.last_sequence INTO reached FROM orleansagents.event_stream s WHERE s.name = the_name;
                    outcome := 1;
                    RETURN;
                END IF;
            ELSE
                IF fold_kind IS NOT NULL THEN
                    DELETE FROM orleansagents.event e WHERE e.stream = the_id AND e.sequence BETWEEN fold_first AND fold_last AND e.kind = fold_kind;
                    GET DIAGNOSTICS folded = ROW_COUNT;
                END IF;
                UPDATE orleansagents.event_stream s
                SET last_sequence = expected + added, events = events_before + added - folded, updated_at = the_time,
                    title = coalesce(new_title, s.title), snapshot = coalesce(new_snapshot, s.snapshot)
                WHERE s.id = the_id;
            END IF;

            INSERT INTO orleansagents.event (stream, sequence, kind, at, data, key)
            SELECT the_id, expected + n, kind, the_time, data, key FROM unnest(kinds, datas, keys) WITH ORDINALITY AS item (kind, data, key, n);
        END $$;

        -- The member text of an event's data. What PostgreSQL cannot turn into text, such as an escaped U+0000, is searched as it is written.
        CREATE FUNCTION orleansagents.event_text(data json) RETURNS text LANGUAGE plpgsql STABLE AS $$
        BEGIN
            RETURN data ->> 'text';
        EXCEPTION WHEN data_exception OR untranslatable_character THEN
            RETURN data::text;
        END $$;

        -- Answers by idempotency key. Without a status the execution has not ended; after expires_at the row counts for nothing.
        CREATE TABLE orleansagents.idempotency (
            key          text COLLATE "C" PRIMARY KEY,
            body_hash    text NOT NULL,
            claim        bigint NOT NULL,
            expires_at   bigint NOT NULL,
            status       integer,
            content_type text,
            body         bytea,
            location     text
        );
        CREATE INDEX idempotency_expiry ON orleansagents.idempotency (expires_at);

        -- A row with new_claim if it is granted, and what is known of the earlier execution if not. Each grant removes a few expired
        -- rows, more than it adds, so that the table shrinks to what is kept; rows that another claim removes are left to it.
        CREATE FUNCTION orleansagents.idempotency_claim(the_key text, the_hash text, the_time bigint, ends_at bigint)
        RETURNS SETOF orleansagents.idempotency LANGUAGE plpgsql AS $$
        DECLARE
            new_claim bigint;
        BEGIN
            LOOP
                INSERT INTO orleansagents.idempotency AS i (key, body_hash, claim, expires_at) VALUES (the_key, the_hash, nextval('orleansagents.number'), ends_at)
                ON CONFLICT (key) DO UPDATE
                SET body_hash = the_hash, claim = excluded.claim, expires_at = ends_at, status = NULL, content_type = NULL, body = NULL, location = NULL
                WHERE i.expires_at <= the_time
                RETURNING i.claim INTO new_claim;
                EXIT WHEN new_claim IS NOT NULL;

                -- Without a row either, it was given back in this moment and is there to be claimed.
                RETURN QUERY SELECT * FROM orleansagents.idempotency i WHERE i.key = the_key;
                IF FOUND THEN RETURN; END IF;
            END LOOP;

            DELETE FROM orleansagents.idempotency WHERE key IN (
                SELECT i.key FROM orleansagents.idempotency i WHERE i.expires_at <= the_time ORDER BY i.expires_at LIMIT 4 FOR UPDATE SKIP LOCKED);
            RETURN QUERY SELECT the_key, NULL::text, new_claim, ends_at, NULL::integer, NULL::text, NULL::bytea, NULL::text;
        END $$;
        """;
}
