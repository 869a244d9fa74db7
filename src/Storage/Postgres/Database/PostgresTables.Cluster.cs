namespace OrleansAgents.Storage;

// The membership table.
internal static partial class PostgresTables
{
    /// <summary>
    /// A change of the view is one function, so that it is one round trip and no transaction stays open while a silo is paused. It locks
    /// the cluster's row first and rows of silos afterwards; everything else locks one row of a silo alone, so there is no deadlock.
    /// Rows that are conditions or are stopped are locked FOR UPDATE, which waits for writes that hold such a row FOR KEY SHARE.
    /// </summary>
    private const string Cluster =
        """
        -- One row for each cluster: its constants, its newest view and the change that made it.
        CREATE TABLE orleansagents.cluster (
            cluster_id       text COLLATE "C" PRIMARY KEY,
            shards           integer NOT NULL,
            lease            interval NOT NULL,
            clock_rate_error double precision NOT NULL,
            guard            interval NOT NULL,
            version          bigint NOT NULL DEFAULT 0,
            change_id        uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
            members          json NOT NULL DEFAULT '[]'
        );

        -- One row for each silo that ever joined. state: 0 active, 1 revoked, 2 stopped.
        CREATE TABLE orleansagents.silo (
            cluster_id  text COLLATE "C" NOT NULL,
            address     text COLLATE "C" NOT NULL,
            incarnation uuid NOT NULL,
            host_id     text NOT NULL,
            beat        bigint NOT NULL,
            state       smallint NOT NULL,
            PRIMARY KEY (cluster_id, address)
        ) WITH (fillfactor = 50);

        CREATE FUNCTION orleansagents.cluster_change(
            the_cluster text, next_version bigint, next_members json, the_change uuid,
            join_address text, join_incarnation uuid, join_host text, join_beat bigint, join_state smallint,
            beat_addresses text[], beats bigint[], stop_addresses text[])
        RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM orleansagents.cluster WHERE cluster_id = the_cluster AND version = next_version - 1 FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;

            PERFORM FROM orleansagents.silo
            WHERE cluster_id = the_cluster AND address = ANY (beat_addresses || stop_addresses) ORDER BY address FOR UPDATE;
            IF EXISTS (
                SELECT FROM unnest(beat_addresses, beats) AS expected (address, beat)
                LEFT JOIN orleansagents.silo s ON s.cluster_id = the_cluster AND s.address = expected.address
                WHERE s.beat IS DISTINCT FROM expected.beat)
            THEN RETURN false; END IF;

            IF join_address IS NOT NULL THEN
                INSERT INTO orleansagents.silo VALUES (the_cluster, join_address, join_incarnation, join_host, join_beat, join_state) ON CONFLICT DO NOTHING;
                IF NOT FOUND THEN RETURN false; END IF;
            END IF;

            UPDATE orleansagents.silo SET state = 2 WHERE cluster_id = the_cluster AND address = ANY (stop_addresses);
            UPDATE orleansagents.cluster SET version = next_version, members = next_members, change_id = the_change WHERE cluster_id = the_cluster;
            PERFORM pg_notify('orleansagents_cluster', the_cluster);
            RETURN true;
        END $$;

        -- Ends the transaction unless the silo's row is active, and keeps it so until the transaction has ended.
        CREATE FUNCTION orleansagents.require_active_silo(the_cluster text, the_address text, the_incarnation uuid)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM orleansagents.silo
            WHERE cluster_id = the_cluster AND address = the_address AND incarnation = the_incarnation AND state = 0 FOR KEY SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'silo % is not active', the_address USING ERRCODE = 'OA001';
            END IF;
        END $$;
        """;
}
