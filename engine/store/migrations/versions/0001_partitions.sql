-- Partitions of the history, one per month (UTC), and one for whatever has none yet, so that no event is ever refused.

CREATE TABLE history_event_default PARTITION OF history_event DEFAULT;

-- Makes the partitions of `months` months from the month of `first` on; those that exist stay as they are.
-- Events that fell into the default partition meanwhile move to where they belong. Returns how many were made.
CREATE FUNCTION make_history_partitions(first timestamptz, months integer) RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    since timestamptz;
    until timestamptz;
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('make_history_partitions'));
    FOR n IN 0 .. months - 1 LOOP
        since := (date_trunc('month', first AT TIME ZONE 'UTC') + make_interval(months => n)) AT TIME ZONE 'UTC';
        until := (date_trunc('month', first AT TIME ZONE 'UTC') + make_interval(months => n + 1)) AT TIME ZONE 'UTC';
        partition := 'history_event_' || to_char(since AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        LOCK TABLE history_event IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE %I (LIKE history_event INCLUDING ALL)', partition);
        EXECUTE format('WITH moved AS (DELETE FROM history_event_default WHERE at >= %L AND at < %L RETURNING *)'
                       ' INSERT INTO %I SELECT * FROM moved', since, until, partition);
        EXECUTE format('ALTER TABLE history_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       partition, since, until);
        made := made + 1;
    END LOOP;
    RETURN made;
END;
$$;

SELECT make_history_partitions(now(), 4);
